import autocannon from 'autocannon';

/**
 * Posts for so long over so many connections, each with a caller of its own, and prints what came back.
 *
 * @type {{ url: string, seconds: number, callers: { token: string, body: string }[] }}
 */
const { url, seconds, callers } = JSON.parse(process.argv[2] ?? '');
if (!['127.0.0.1', 'localhost'].includes(new URL(url).hostname)) throw new Error('load goes to this machine alone');
let next = 0;
const result = await autocannon({
  url,
  method: 'POST',
  connections: callers.length,
  duration: seconds,
  setupClient: (client) => {
    const { token, body } = callers[next++ % callers.length];
    client.setHeadersAndBody({ authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body);
  },
});
const { errors, timeouts, non2xx, latency, duration } = result;
console.log(
  JSON.stringify({ rate: result['2xx'] / duration, p50: latency.p50, p99: latency.p99, errors, timeouts, non2xx }),
);
