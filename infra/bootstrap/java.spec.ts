import { describe, expect, it } from '@jest/globals';
import { findJava, majorOf } from './java.mjs';

describe('the version of a Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "25.0.2" 2026-01-20', 25],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['command not found', 0],
  ])('is read from %s', (says, major) => {
    expect(majorOf(says)).toBe(major);
  });
});

describe('a machine without Java', () => {
  it('has none until one is fetched', async () => {
    expect(await findJava({ JAVA_HOME: '/nonexistent' }, '/nonexistent/jre')).toBeUndefined();
  });
});
