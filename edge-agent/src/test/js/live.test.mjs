import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser, follow } from '../../main/resources/till/live.js';

const STREAM = ': hello\n\nevent: changed\ndata: {"what":["cart"]}\n\n: still here\n\nevent: taken-over\ndata: {}\n\n';
const EVENTS = [{ event: 'changed', data: '{"what":["cart"]}' }, { event: 'taken-over', data: '{}' }];

test('events are read however the stream is cut', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const parser = new EventParser();
    assert.deepEqual([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))], EVENTS, `cut at ${cut}`);
  }
  const parser = new EventParser();
  assert.deepEqual([...STREAM].flatMap((character) => parser.push(character)), EVENTS);
});

test('a line that breaks is connected again', async () => {
  let opened = 0;
  let lost = 0;
  const seen = [];
  await new Promise((resolve) => {
    const stop = follow(async () => {
      opened++;
      if (opened === 1) throw new TypeError('nobody there');
      return new Response(STREAM);
    }, {
      onOpen: () => {},
      onLost: () => lost++,
      onEvent: (event) => {
        seen.push(event);
        if (seen.length < 4) return;
        stop();
        resolve(undefined);
      },
    });
  });
  assert.ok(opened >= 3 && lost >= 2);
  assert.deepEqual(seen.slice(0, 2), ['changed', 'taken-over']);
});
