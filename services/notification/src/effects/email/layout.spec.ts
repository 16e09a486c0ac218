import { describe, expect, it } from '@jest/globals';
import { letter } from './layout.ts';

const text = {
  subject: 'Meet Ada <b>',
  paragraphs: ['Have a look at "why" & answer.'],
  action: 'See the match',
  service: 'matching',
  path: '/mentorships/1',
} as const;

describe('a mail', () => {
  const { text: plain, html } = letter(text, 'Ben', 'https://mentoring.example');

  it('says the same in plain text, with the link written out', () =>
    expect(plain).toBe(
      [
        'Hello Ben,',
        'Have a look at "why" & answer.',
        'See the match: https://mentoring.example/mentorships/1',
        '--\nYou get this because you take part in a mentoring program. Choose what reaches you: https://mentoring.example/preferences\n',
      ].join('\n\n'),
    ));

  it('lets no name become markup', () => {
    expect(html).toContain('<title>Meet Ada &lt;b&gt;</title>');
    expect(html).toContain('Have a look at &quot;why&quot; &amp; answer.');
    expect(html).not.toContain('<b>');
  });

  it('loads nothing from anywhere', () => expect(html).not.toMatch(/<(?:img|script|link)|url\(/));
});

describe('a mail where there is no web portal', () => {
  const { text: plain, html } = letter(text, 'Ben', undefined);

  it('names the resource of the API, for the act and for the settings', () =>
    expect(plain).toBe(
      [
        'Hello Ben,',
        'Have a look at "why" & answer.',
        'See the match: /v1/mentorships/1 of the matching service',
        '--\nYou get this because you take part in a mentoring program. Choose what reaches you: /v1/preferences of the notification service\n',
      ].join('\n\n'),
    ));

  it('has no link', () => {
    expect(html).toContain('See the match: <code>/v1/mentorships/1</code> of the matching service');
    expect(plain + html).not.toMatch(/https?:|href/);
  });
});
