import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import mongoose, { type Model } from 'mongoose';
import type { Servers } from '../measure/service.ts';
import { until } from '../measure/until.ts';

const MODEL = Symbol('model');
type CheckIn = { readonly goalId: string; readonly confidence: number; readonly checkedInAt: string };
type Counted = { readonly _id: string; readonly count: number; readonly sum: number };

/**
 * What a Nest user writes by the book: the built-in Kafka transport, a handler per event, one awaited update. It counts a fact twice that
 * comes twice. @returns events per second, over the time given
 */
export const nestConsumer = async (
  { mongoUri, kafkaBrokers }: Servers,
  database: string,
  topic: string,
  ms: number,
): Promise<number> => {
  const connection = await mongoose.createConnection(mongoUri, { dbName: database }).asPromise();
  const schema = new mongoose.Schema({ _id: String, count: Number, sum: Number, last: Object }, { versionKey: false });
  const model = connection.model<Counted>('Counted', schema as never, `nest_${randomUUID()}`);
  let handled = 0;

  @Controller()
  class CheckInsController {
    constructor(@Inject(MODEL) private readonly checkIns: Model<Counted>) {}

    @EventPattern<string>(topic)
    async checkedIn(@Payload() { goalId, confidence, checkedInAt }: CheckIn): Promise<void> {
      const change = { $inc: { count: 1, sum: confidence }, $set: { last: { confidence, at: checkedInAt } } };
      await this.checkIns.updateOne({ _id: goalId }, change, { upsert: true });
      handled += 1;
    }
  }

  @Module({ controllers: [CheckInsController], providers: [{ provide: MODEL, useValue: model }] })
  class CheckInsModule {}

  const app = await NestFactory.createMicroservice<MicroserviceOptions>(CheckInsModule, {
    logger: false,
    transport: Transport.KAFKA,
    options: {
      client: { brokers: [...kafkaBrokers], logLevel: 0 },
      consumer: { groupId: `nest-${randomUUID()}` },
      subscribe: { fromBeginning: true },
    },
  });
  await app.listen();
  await until(() => handled > 0, 'the first event is handled');
  const [before, begun] = [handled, performance.now()];
  await pause(ms);
  const rate = (1000 * (handled - before)) / (performance.now() - begun);
  await app.close();
  await model.collection.drop();
  await connection.close();
  return rate;
};
