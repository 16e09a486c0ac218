import { describe, it } from '@jest/globals';
import type { PersonId } from '@telemachy/contracts';
import type { PreferenceFact } from '@telemachy/contracts/notification';
import { specFor } from '@telemachy/testing';
import { preference } from './preference.ts';
import type { SetPreference } from './preference.ts';

const { given } = specFor(preference);
const personId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90' as PersonId;
const monday = '2026-11-23T09:00:00.000Z';

const set = (topic: SetPreference['topic'], channel: SetPreference['channel'], wanted: boolean): SetPreference => ({
  type: 'set-preference',
  personId,
  topic,
  channel,
  wanted,
  at: monday,
});
const wasSet = ({ topic, channel, wanted }: SetPreference): PreferenceFact => ({
  type: 'notification.preference-set.v1',
  data: { personId, topic, channel, wanted, setAt: monday },
});

describe('choosing what reaches oneself', () => {
  const noMail = set('meetings', 'email', false);

  it('is a fact', () => given().when(noMail).then(wasSet(noMail)));
  it('is a fact too where it says what the default says, which may change', () =>
    given()
      .when(set('meetings', 'email', true))
      .then(wasSet(set('meetings', 'email', true))));
  it('says nothing new a second time', () => given(wasSet(noMail)).when(noMail).thenNothing());
  it('can be taken back', () =>
    given(wasSet(noMail))
      .when(set('meetings', 'email', true))
      .then(wasSet(set('meetings', 'email', true))));
  it('leaves other topics and channels alone', () =>
    given(wasSet(noMail))
      .when(set('goals', 'email', false))
      .then(wasSet(set('goals', 'email', false))));
  it('is refused for the account, which always reaches its owner', () =>
    given()
      .when(set('account', 'email', false))
      .thenRefused('setting-always-on'));
  it('is refused for the inbox where an answer is awaited', () =>
    given()
      .when(set('agreements', 'in-app', false))
      .thenRefused('setting-always-on'));
  it('says nothing new about what is always on', () =>
    given()
      .when(set('account', 'in-app', true))
      .thenNothing());
});
