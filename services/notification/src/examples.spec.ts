import { describe, expect, it } from '@jest/globals';
import { faultsOfExamples } from '@telemachy/service-shell/testing';
import { notificationService } from './notification.module.ts';

describe('an example on the API page', () => {
  it.each([new Date(), new Date('2031-12-31T23:59:59Z')])('is a body its route takes when pasted at %p', (at) =>
    expect(faultsOfExamples(notificationService.controllers, at)).toEqual([]),
  );
});
