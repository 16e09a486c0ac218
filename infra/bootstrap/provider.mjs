import { capture } from './capture.mjs';

/** @typedef {'environment' | 'docker' | 'embedded'} Provider */
/** @type {readonly Provider[]} */
const providers = ['environment', 'docker', 'embedded'];

/**
 * Where Kafka and MongoDB come from: addresses in the environment, then Docker where an engine answers, then processes of our own.
 * `TELEMACHY_INFRASTRUCTURE` names one of the three instead.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ provider: Provider } | { fault: string }>}
 */
export async function chooseProvider(env) {
  const { MONGODB_URI: mongo = '', KAFKA_BROKERS: kafka = '', TELEMACHY_INFRASTRUCTURE: forced = '' } = env;
  if (forced !== '' && !providers.includes(/** @type {Provider} */ (forced))) {
    return { fault: `TELEMACHY_INFRASTRUCTURE=${forced} is unknown: use one of ${providers.join(', ')}` };
  }
  if (forced === 'embedded' || forced === 'docker') return { provider: forced };
  if (mongo !== '' && kafka !== '') return { provider: 'environment' };
  if (forced === 'environment' || mongo !== '' || kafka !== '') {
    const missing = [mongo === '' ? 'MONGODB_URI' : '', kafka === '' ? 'KAFKA_BROKERS' : ''].filter(
      (name) => name !== '',
    );
    return {
      fault: `${missing.join(' and ')} not set: set both MONGODB_URI and KAFKA_BROKERS to use servers of yours, or neither`,
    };
  }
  return { provider: (await dockerAnswers()) ? 'docker' : 'embedded' };
}

async function dockerAnswers() {
  const { code } = await capture('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: 3_000 });
  return code === 0;
}
