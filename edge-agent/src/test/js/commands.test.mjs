import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, Refusal } from '../../main/resources/till/api.js';
import { Intentions, Lane } from '../../main/resources/till/lane.js';

/** An agent that answers as it is told to, and remembers what came. */
function agent(answers, { approval = undefined } = {}) {
  const sent = [];
  const told = { reachable: [], signedOut: [], asked: [] };
  let keys = 0;
  const api = new Api({
    fetch: async (url, options) => {
      sent.push({ url, ...options });
      const answer = answers.shift() ?? { status: 200, body: {} };
      if (answer instanceof Error) throw answer;
      return new Response(JSON.stringify(answer.body ?? {}), { status: answer.status, headers: { 'Content-Type': 'application/json' } });
    },
    newKey: () => `key-${++keys}`,
    sleep: async () => {},
    onReachable: (reachable) => told.reachable.push(reachable),
    onSignedOut: (refusal) => told.signedOut.push(refusal.code),
    onApproval: async (refusal) => {
      told.asked.push(refusal.permission());
      return approval;
    },
  });
  return { api, sent, told };
}

const keysOf = (sent) => sent.map((request) => request.headers['Idempotency-Key']);

test('a command whose answer was lost is sent again with its key', async () => {
  const { api, sent, told } = agent([new TypeError('cut'), new TypeError('cut'), { status: 201, body: { sale: 's' } }]);
  assert.deepEqual(await api.command('/sales', { till: 't' }), { sale: 's' });
  assert.deepEqual(keysOf(sent), ['key-1', 'key-1', 'key-1']);
  assert.equal(new Set(sent.map((request) => request.body)).size, 1);
  assert.deepEqual(told.reachable, [false, false, true]);
});

test('a command stays with who asked for it and with the books that it was asked of', async () => {
  const first = agent([new TypeError('cut'), { status: 200 }]);
  first.api.token = 'anna';
  first.api.training = true;
  const done = first.api.command('/shifts', {});
  first.api.token = 'ben';
  first.api.training = false;
  await done;
  assert.deepEqual(first.sent.map(({ url }) => url), ['/training/v1/shifts', '/training/v1/shifts']);
  assert.deepEqual(first.sent.map(({ headers }) => headers.Authorization), ['Bearer anna', 'Bearer anna']);
});

test('two commands have two keys', async () => {
  const { api, sent } = agent([]);
  await api.command('/a');
  await api.command('/a');
  assert.deepEqual(keysOf(sent), ['key-1', 'key-2']);
});

test('an agent that is too busy is asked again, a rule that refuses is not', async () => {
  const { api, sent } = agent([{ status: 503, body: { code: 'overloaded' } }, { status: 409, body: { code: 'payment-unresolved', retryable: true } }]);
  await assert.rejects(api.command('/a'), (failure) => failure instanceof Refusal && failure.code === 'payment-unresolved');
  assert.equal(sent.length, 2);
});

test('what needs an approval is sent again with it, with the same key and body', async () => {
  const { api, sent, told } = agent([{ status: 403, body: { code: 'approval-needed', permission: 'NO_SALE' } }, { status: 200 }], { approval: 'app-1' });
  await api.command('/shifts/1/no-sale', { reason: 'change' });
  assert.deepEqual(told.asked, ['no-sale']);
  assert.deepEqual(keysOf(sent), ['key-1', 'key-1']);
  assert.equal(sent[1].headers.Approval, 'app-1');
  assert.equal(sent[0].body, sent[1].body);
});

test('without an approval the refusal stands', async () => {
  const { api, sent } = agent([{ status: 403, body: { code: 'approval-needed' } }]);
  await assert.rejects(api.command('/a'), (failure) => failure.code === 'approval-needed');
  assert.equal(sent.length, 1);
});

test('the permission is found wherever the agent names it', () => {
  const known = ['no-sale', 'refund'];
  assert.equal(new Refusal(403, { permission: 'PRICE_OVERRIDE' }).permission(known), 'price-override');
  assert.equal(new Refusal(403, { errors: [{ detail: 'refund' }] }).permission(known), 'refund');
  assert.equal(new Refusal(403, { detail: 'cashier anna has no no-sale' }).permission(known), 'no-sale');
  assert.equal(new Refusal(403, { detail: 'no' }).permission(known), '');
});

test('a till that was taken over says so once for its own token, and not when somebody signs in', async () => {
  const { api, told } = agent([{ status: 401, body: { code: 'till-taken-over' } }, { status: 401, body: { code: 'wrong-pin' } }]);
  await assert.rejects(api.get('/status'));
  await assert.rejects(api.command('/sessions', {}));
  assert.deepEqual(told.signedOut, ['till-taken-over']);
});

test('training talks to the other rooms', async () => {
  const { api, sent } = agent([]);
  api.training = true;
  await api.get('/status');
  assert.equal(sent[0].url, '/training/v1/status');
});

test('a lane does one after another in order, and a failure holds nobody up', async () => {
  const counts = [];
  const lane = new Lane((waiting) => counts.push(waiting));
  const done = [];
  const work = (name, ms, fails = false) => () => new Promise((resolve, reject) => setTimeout(() => {
    done.push(name);
    if (fails) reject(new Error(name));
    else resolve(name);
  }, ms));
  const all = [lane.add(work('a', 5)), lane.add(work('b', 1, true)), lane.add(work('c', 0))];
  assert.deepEqual((await Promise.allSettled(all)).map((one) => one.status), ['fulfilled', 'rejected', 'fulfilled']);
  assert.deepEqual(done, ['a', 'b', 'c']);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(counts.at(-1), 0);
  assert.equal(Math.max(...counts), 3);
});

test('a double tap is one command, and a tap after the answer is another', async () => {
  const intentions = new Intentions();
  let runs = 0;
  const pay = () => intentions.once('pay', async () => {
    runs++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return runs;
  });
  assert.deepEqual(await Promise.all([pay(), pay()]), [1, 1]);
  assert.equal(await pay(), 2);
});

test('an intention that failed may be tried again', async () => {
  const intentions = new Intentions();
  await assert.rejects(intentions.once('pay', async () => { throw new Error('refused'); }));
  assert.equal(intentions.running('pay'), false);
  assert.equal(await intentions.once('pay', async () => 'ok'), 'ok');
});

test('a reading that needs an approval asks for it too', async () => {
  const { api, sent, told } = agent([{ status: 403, body: { code: 'approval-needed', errors: [{ pointer: 'Approval', detail: 'x-report' }] } }, { status: 200, body: { kind: 'X' } }], { approval: 'app-2' });
  assert.deepEqual(await api.get('/shifts/1/x'), { kind: 'X' });
  assert.deepEqual(told.asked, ['x-report']);
  assert.equal(sent[1].headers.Approval, 'app-2');
});
