import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../ports.ts';
import { startLine, type Line } from './line.ts';

describe('a line that a test can break', () => {
  let server: Server;
  let line: Line;
  let asked: number;
  beforeEach(async () => {
    asked = 0;
    const target = await findFreePort();
    server = createServer((_, response) => {
      asked += 1;
      response.end('answer');
    });
    await new Promise<void>((resolve) => void server.listen(target, '127.0.0.1', resolve));
    line = await startLine(await findFreePort(), target, () => 0.5);
  });
  afterEach(async () => {
    await line.close();
    server.closeAllConnections();
    server.close();
  });
  const ask = async (patienceMs = 5000): Promise<string> => {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(`http://127.0.0.1:${line.port}/`, { signal, headers: { connection: 'close' } });
    return response.text();
  };

  it('passes everything on while it is whole', async () => {
    expect(await ask()).toBe('answer');
  });

  it('lets nobody through while it is cut, and everybody when it is mended', async () => {
    line.become('cut');
    await expect(ask()).rejects.toThrow();
    expect(asked).toBe(0);
    line.become('whole');
    expect(await ask()).toBe('answer');
  });

  it('says nothing while it is silent', async () => {
    line.become('silent');
    await expect(ask(300)).rejects.toThrow(/aborted|timeout/);
    expect(asked).toBe(0);
    line.become('whole');
    expect(await ask()).toBe('answer');
  });

  it('takes longer when told', async () => {
    line.delay(100);
    const began = performance.now();
    expect(await ask()).toBe('answer');
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it('loses one answer whose request has arrived', async () => {
    const lost = line.loseNextAnswer();
    await expect(ask()).rejects.toThrow();
    await lost;
    expect(asked).toBe(1);
    expect(await ask()).toBe('answer');
  });
});
