// What a stranger can send and an operator can get wrong: malformed bodies, transactions, tokens,
// ports, folders and files. Each is refused in words, nothing crashes, and the network goes on.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import netModule from 'node:net';
import path from 'node:path';
import { keccak256, parseEther, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { Process, duskevm } from './lib/process.js';
import { post, rpc } from './lib/rpc.js';
import { devnetSuite } from './lib/suite.js';
import { every, until } from './lib/wait.js';

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

devnetSuite('bad input', { portOffset: 15_000, independent: true }, ({ net, step, cleanup }) => {
  const servers = () => {
    const { l2_http, rollup, batcher, l1_rpc } = net().endpoints;
    return { l2_http, rollup, batcher, l1_rpc };
  };
  const file = (name) => path.join(net().folder, name);
  const write = (name, content) => {
    fs.writeFileSync(file(name), content);
    return file(name);
  };
  const copyJson = (from, name, change) => {
    const value = JSON.parse(fs.readFileSync(from, 'utf8'));
    change(value);
    return write(name, JSON.stringify(value));
  };

  // ------------------------------------------------------------------------------- JSON-RPC

  step('answers malformed JSON-RPC with errors', async () => {
    const call = (fields) => JSON.stringify({ jsonrpc: '2.0', id: 1, ...fields });
    const codes = [
      ['{', [-32700]],
      ['nonsense', [-32700]],
      [Buffer.from([0xff, 0xfe, 0x00, 0x80]), [-32700]],
      ['[]', [-32600]],
      ['null', [-32600, -32700]],
      ['17', [-32600, -32700]],
      ['{}', [-32600]],
      [call({ method: 5 }), [-32600, -32700]],
      [call({}), [-32600]],
      [call({ method: 'eth_noSuchMethod' }), [-32601]],
      [call({ method: 'x'.repeat(100_000) }), [-32601, -32600]],
      [call({ method: 'eth_chainId', params: 'text' }), [-32602, -32601, -32600]],
      ['['.repeat(100_000), [-32700, -32600]],
      [`{"a":${'['.repeat(5_000)}`, [-32700, -32600]],
    ];
    for (const [name, url] of Object.entries(servers()))
      await every(codes, async ([body, wanted]) => {
        const what = `${name} ${String(body).slice(0, 60)}`;
        const { status, text } = await post(url, body);
        assert.ok(status === 200 || status === 400, `${what}: status ${status}`);
        if (status === 400 && !text.startsWith('{')) return;
        const answer = JSON.parse(text);
        assert.ok(wanted.includes(answer.error?.code), `${what}: ${text.slice(0, 200)}`);
      });
  });

  step('answers each call of a batch by itself', async () => {
    const { text } = await post(
      net().endpoints.l2_http,
      '[1, {"jsonrpc":"2.0","id":"a","method":"eth_chainId"}, {"jsonrpc":"2.0","method":"eth_chainId"}, {"id":2}]',
    );
    const answers = JSON.parse(text);
    assert.equal(answers.length, 3, text);
    assert.equal(answers.find(({ id }) => id === 'a').result, toHex(net().l2Chain.id));
    assert.equal(answers.filter(({ error }) => error?.code === -32600).length, 2, text);
  });

  step('refuses wrong parameters by name', async () => {
    const cases = [
      ['eth_getBalance', []],
      ['eth_getBalance', ['0x12', 'latest']],
      ['eth_getBalance', [`0x${'11'.repeat(20)}`, 'no such tag']],
      ['eth_getBalance', [`0x${'11'.repeat(20)}`, '0x01']],
      ['eth_getBalance', [`0x${'11'.repeat(20)}`, `0x${'f'.repeat(80)}`]],
      ['eth_getBlockByHash', ['0x1234', true]],
      ['eth_call', [{ to: 'nobody' }, 'latest']],
      ['eth_call', [{ gas: -1 }, 'latest']],
      ['eth_getLogs', [{ fromBlock: '0x5', toBlock: '0x1' }]],
      ['eth_getLogs', [{ topics: 'text' }]],
      ['eth_getProof', [`0x${'11'.repeat(20)}`, ['0xzz'], 'latest']],
      ['eth_feeHistory', ['0x5', 'latest', [50, 10]]],
      ['eth_feeHistory', ['0x5', 'latest', [-1, 200]]],
      ['eth_getStorageAt', [`0x${'11'.repeat(20)}`, `0x${'1'.repeat(65)}`, 'latest']],
      ['eth_sendRawTransaction', [17]],
      ['eth_newFilter', [{ address: [1] }]],
      ['eth_subscribe', ['no such thing']],
    ];
    await every(cases, async ([method, params]) => {
      const answer = await rpc(net().endpoints.l2_http, method, params).catch((error) => error);
      const what = `${method} ${JSON.stringify(params)}: ${JSON.stringify(answer)}`;
      assert.ok(answer instanceof Error && answer.code <= -32000 && answer.code >= -32700, what);
      assert.ok(answer.message.length > method.length + 10, what);
    });
  });

  step('limits what one request may cost', async () => {
    const { l2_http } = net().endpoints;
    const big = await post(l2_http, `{"x":"${'a'.repeat(6 * 1024 * 1024)}"}`).catch((e) => e);
    if (!(big instanceof Error)) assert.equal(big.status, 413);
    const many = JSON.stringify(
      Array.from({ length: 20_000 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'eth_chainId' })),
    );
    const { text } = await post(l2_http, many, { timeout: 20_000 });
    assert.match(text, /"error"/);
    // A loop without end, and memory without end.
    for (const code of ['0x5b600056', '0x630fffffff600052630fffffff51'])
      await assert.rejects(
        rpc(l2_http, 'eth_call', [{ data: code, gas: '0xffffffffffff' }, 'latest'], {
          timeout: 30_000,
        }),
        /gas|timeout|time/,
      );
  });

  step('survives connections that send rubbish or nothing', async () => {
    const ports = Object.values(net().endpoints).map((url) => Number(new URL(url).port));
    const bodies = [
      'GET / HTTP/1.1\r\n\r\n',
      `${'A'.repeat(100_000)}\r\n\r\n`,
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{',
      Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 0x16, 0x03, 0x01]),
    ];
    for (const port of ports)
      for (const body of bodies)
        await new Promise((resolve, reject) => {
          const socket = netModule.connect(port, '127.0.0.1');
          socket.once('error', resolve);
          socket.once('close', resolve);
          socket.write(body, (error) => (error ? reject(error) : undefined));
          setTimeout(() => socket.destroy(), 50);
        });
  });

  // --------------------------------------------------------------------------- transactions

  step('refuses raw transactions that are not valid, with the reason', async () => {
    const poor = privateKeyToAccount(keccak256(toHex('poor')));
    const rich = net().account(7);
    const chainId = net().l2Chain.id;
    const nonce = await net().l2.getTransactionCount({ address: rich.address });
    const base = {
      type: 'eip1559',
      chainId,
      nonce,
      to: poor.address,
      value: 1n,
      gas: 21_000n,
      maxFeePerGas: 10_000_000_000n,
      maxPriorityFeePerGas: 1n,
    };
    const sign = (fields, account = rich) => account.signTransaction({ ...base, ...fields });
    const good = await sign({});
    const malleable = await signedWithHighS(rich, base);
    const cases = [
      ['0x', /empty|typed transaction too short|rlp|decode/i],
      ['0x00', /./],
      ['0xdeadbeef', /./],
      ['no hex', /hex|invalid/i],
      [good.slice(0, -2), /rlp|decode|short|eof|length/i],
      [`${good}00`, /rlp|decode|trailing|length|more/i],
      [`0x7e${good.slice(4)}`, /./],
      [`0x05${good.slice(4)}`, /not supported/],
      [`0x${'c0'.repeat(200_000)}`, /./],
      [malleable, /invalid|signature|sender/i],
      [await sign({ chainId: chainId + 1 }), /chain id/],
      [await sign({ gas: 20_999n }), /intrinsic gas/],
      [await sign({ gas: 500_000_000n, maxFeePerGas: 1_000_000_000n }), /gas limit/],
      [await sign({ value: parseEther('999999999') }), /insufficient funds/],
      [await sign({ nonce: 0 }, poor), /insufficient funds/],
      [await sign({ to: undefined, data: `0x${'00'.repeat(49_153)}`, gas: 10_000_000n }), /initcode/],
    ];
    await every(cases, ([raw, wanted]) => refusesRaw(net().endpoints.l2_http, raw, wanted));
    await rpc(net().endpoints.l2_http, 'eth_sendRawTransaction', [good]);
    await assert.rejects(
      rpc(net().endpoints.l2_http, 'eth_sendRawTransaction', [good]),
      /already known|nonce too low/,
    );
    await net().l2.waitForTransactionReceipt({ hash: keccak256(good) });
    await assert.rejects(
      rpc(net().endpoints.l2_http, 'eth_sendRawTransaction', [await sign({ value: 2n })]),
      /nonce too low/,
    );
  });

  async function refusesRaw(url, raw, wanted) {
    const answer = await rpc(url, 'eth_sendRawTransaction', [raw]).catch((error) => error);
    assert.ok(answer instanceof Error, `${raw.slice(0, 60)} was taken: ${answer}`);
    assert.ok(Number.isInteger(answer.code), `${raw.slice(0, 60)}: ${answer.message}`);
    assert.match(answer.message.replace('eth_sendRawTransaction: ', ''), wanted);
  }

  /// The same signature with s above half the order (EIP-2 forbids it).
  async function signedWithHighS(account, txn) {
    return account.signTransaction(txn, {
      serializer: async (fields, signature) => {
        const { serializeTransaction } = await import('viem');
        if (!signature) return serializeTransaction(fields);
        const s = toHex(SECP256K1_ORDER - BigInt(signature.s), { size: 32 });
        return serializeTransaction(fields, { ...signature, s, yParity: 1 - signature.yParity });
      },
    });
  }

  step('refuses L1 transactions that are not valid, with the reason', async () => {
    const { l1_rpc } = net().endpoints;
    const account = net().account(8);
    const base = {
      type: 'eip1559',
      chainId: net().l1Chain.id,
      nonce: 0,
      to: net().contracts.optimism_portal,
      value: 1n,
      gas: 200_000n,
      maxFeePerGas: 10_000_000_000n,
      maxPriorityFeePerGas: 1n,
    };
    const cases = [
      ['0x', /./],
      ['0xdeadbeef', /./],
      [await account.signTransaction({ ...base, chainId: 1 }), /chain/i],
      [await account.signTransaction({ ...base, gas: 1n }), /gas/i],
      [await account.signTransaction({ ...base, value: parseEther('99999999') }), /funds|credit/i],
    ];
    await every(cases, ([raw, wanted]) => refusesRaw(l1_rpc, raw, wanted));
  });

  // ------------------------------------------------------------------------------ Engine API

  step('asks engine callers for a token signed with the secret', async () => {
    const secret = fs.readFileSync(net().summary().files.jwt, 'utf8').trim().replace(/^0x/, '');
    const now = Math.floor(Date.now() / 1000);
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = (claims, { key = secret, header = { alg: 'HS256', typ: 'JWT' } } = {}) => {
      const signed = `${encode(header)}.${encode(claims)}`;
      const mac = createHmac('sha256', Buffer.from(key, 'hex')).update(signed);
      return `${signed}.${mac.digest('base64url')}`;
    };
    const unsigned = `${encode({ alg: 'none' })}.${encode({ iat: now })}.`;
    const call = (authorization) =>
      post(
        net().endpoints.l2_engine,
        JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
        { headers: authorization ? { authorization } : {} },
      );
    const good = await call(`Bearer ${token({ iat: now })}`);
    assert.equal(good.status, 200, good.text);
    assert.equal(JSON.parse(good.text).result, toHex(net().l2Chain.id));
    const bad = {
      'no token': undefined,
      'no scheme': token({ iat: now }),
      'another scheme': `Basic ${token({ iat: now })}`,
      'wrong secret': `Bearer ${token({ iat: now }, { key: '00'.repeat(32) })}`,
      'too old': `Bearer ${token({ iat: now - 120 })}`,
      'too early': `Bearer ${token({ iat: now + 120 })}`,
      'no time': `Bearer ${token({})}`,
      expired: `Bearer ${token({ iat: now, exp: now - 10 })}`,
      'algorithm none': `Bearer ${unsigned}`,
      'another algorithm': `Bearer ${token({ iat: now }, { header: { alg: 'HS512' } })}`,
      rubbish: 'Bearer ....',
    };
    await every(Object.entries(bad), async ([what, authorization]) => {
      const { status } = await call(authorization);
      assert.equal(status, 401, `${what}: ${status}`);
    });
  });

  step('is still the same processes, and goes on', async () => {
    const log = fs.readFileSync(net().logFile, 'utf8');
    assert.doesNotMatch(log, /a process ended|DUSK_CHECK|terminate called/);
    const head = await net().l2.getBlockNumber();
    await until('new blocks', async () => (await net().l2.getBlockNumber()) > head + 1n);
  });

  // ------------------------------------------------------------------- the operator's errors

  /// Runs a role that must refuse to start.
  async function refuses(args, wanted) {
    const result = await duskevm(args, { timeout: 30_000 });
    const what = `duskevm ${args.join(' ')}\n${result.stdout}${result.stderr}`;
    assert.ok(!result.timedOut, `did not refuse: ${what}`);
    assert.equal(result.signal, null, `crashed: ${what}`);
    assert.notEqual(result.code, 0, what);
    assert.match(result.stdout + result.stderr, wanted, what);
    assert.doesNotMatch(result.stderr, /terminate called|DUSK_CHECK/, what);
  }

  const roles = {
    duskds: (changes = {}) =>
      args('duskds', {
        '--datadir': file('r-duskds'),
        '--genesis': path.join(net().datadir, 'duskds-genesis.json'),
        '--http.port': 0,
        ...changes,
      }),
    adapter: (changes = {}) =>
      args('adapter', {
        '--datadir': file('r-adapter'),
        '--duskds': net().endpoints.duskds,
        '--relayer.key': path.join(net().datadir, 'relayer.key'),
        '--rpc.port': 0,
        '--beacon.port': 0,
        ...changes,
      }),
    execution: (changes = {}) =>
      args('execution', {
        '--datadir': file('r-execution'),
        '--genesis': net().summary().files.genesis,
        '--http.port': 0,
        '--ws.port': 0,
        '--authrpc.port': 0,
        ...changes,
      }),
    rollup: (changes = {}) =>
      args('rollup', {
        '--l1': net().endpoints.l1_rpc,
        '--l1.beacon': net().endpoints.l1_beacon,
        '--l2': net().endpoints.l2_engine,
        '--l2.jwt-secret': net().summary().files.jwt,
        '--rollup.config': net().summary().files.rollup,
        '--rpc.port': 0,
        ...changes,
      }),
    batcher: (changes = {}) =>
      args('batcher', {
        '--l1-eth-rpc': net().endpoints.l1_rpc,
        '--l2-eth-rpc': net().endpoints.l2_http,
        '--rollup-rpc': net().endpoints.rollup,
        '--private-key': keccak256(toHex('batcher')),
        '--rpc.port': 0,
        ...changes,
      }),
    devnet: (changes = {}) =>
      args('devnet', {
        '--datadir': file('r-devnet'),
        '--port-offset': net().portOffset + 2_000,
        '--l1.block-time-ms': 1000,
        '--l2.block-time': 1,
        ...changes,
      }),
  };
  const args = (role, flags) => [role, ...Object.entries(flags).flat()];

  /// Roles beside each other; the cases of one role, which share a folder, one after the other.
  async function refusesAll(cases) {
    const byRole = new Map();
    for (const entry of cases) byRole.set(entry[0][0], [...(byRole.get(entry[0][0]) ?? []), entry]);
    const outcomes = await Promise.allSettled(
      [...byRole.values()].map((group) => every(group, ([args, wanted]) => refuses(args, wanted))),
    );
    await every(outcomes, ({ reason }) => {
      if (reason) throw reason;
    });
  }

  step('names the port that is taken', async () => {
    const server = netModule.createServer((socket) => socket.destroy());
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const wanted = new RegExp(`in use[^]*${port}`);
    const flags = {
      duskds: ['--http.port'],
      adapter: ['--rpc.port', '--beacon.port'],
      execution: ['--http.port', '--ws.port', '--authrpc.port'],
      rollup: ['--rpc.port'],
      batcher: ['--rpc.port'],
    };
    const cases = Object.entries(flags).flatMap(([role, names]) =>
      names.map((name) => [roles[role]({ [name]: port }), wanted]),
    );
    cases.push([roles.devnet({ '--duskds.port': port, '--port-offset': 0 }), wanted]);
    try {
      await refusesAll(cases);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  step('names the file and the place that are wrong', async () => {
    const names = [
      write('broken.json', '{"config": {'),
      write('empty.json', '{}'),
      write('list.json', '[1, 2]'),
      write('binary.json', Buffer.from([0, 255, 1, 254])),
      file('missing.json'),
    ];
    const flags = { duskds: '--genesis', execution: '--genesis', rollup: '--rollup.config' };
    const cases = Object.entries(flags).flatMap(([role, flag]) => [
      ...names.map((name) => [roles[role]({ [flag]: name }), new RegExp(path.basename(name))]),
      [roles[role]({ [flag]: net().folder }), /director/i],
    ]);
    const { files } = net().summary();
    const genesis = copyJson(files.genesis, 'bad-alloc.json', ({ alloc }) => {
      alloc.nobody = { balance: '0x1' };
    });
    const rollup = (name, fields) => ({
      '--rollup.config': copyJson(files.rollup, name, (config) => Object.assign(config, fields)),
    });
    cases.push(
      [roles.execution({ '--genesis': genesis }), /bad-alloc.json[^]*nobody/],
      [roles.rollup(rollup('bad-time.json', { block_time: 'two' })), /block_time/],
      [roles.rollup(rollup('other-l2.json', { l2_chain_id: 5 })), /chain.?id/i],
      [roles.rollup(rollup('other-l1.json', { l1_chain_id: 5 })), /chain.?id/i],
    );
    await refusesAll(cases);
  });

  step('refuses keys and secrets that are none', async () => {
    const bad = write('bad.key', 'not a key');
    const cases = [bad, write('zero.key', '00'.repeat(32)), file('no.key')].flatMap((name) => [
      [roles.duskds({ '--consensus.key': name }), new RegExp(path.basename(name))],
      [roles.adapter({ '--relayer.key': name }), new RegExp(path.basename(name))],
    ]);
    for (const key of ['0x12', 'nonsense', `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`])
      cases.push([roles.batcher({ '--private-key': key }), /key|No such file/]);
    cases.push(
      [roles.execution({ '--authrpc.jwtsecret': bad }), /bad.key/],
      [roles.rollup({ '--l2.jwt-secret': bad }), /bad.key/],
      [roles.devnet({ '--mnemonic': 'x'.repeat(5_000) }), /mnemonic/],
    );
    await refusesAll(cases);
  });

  step('refuses flags that do not exist or make no sense', async () => {
    await refusesAll([
      [['no-such-role'], /no-such-role|subcommand|expected/i],
      [[], /subcommand/i],
      ...Object.keys(roles).flatMap((role) => [
        [[...roles[role](), '--no-such-flag'], /no-such-flag/],
        [roles[role]({ '--log.level': 'loud' }), /loud|log.level/],
      ]),
      [roles.execution({ '--http.port': 70_000 }), /http.port/],
      [roles.devnet({ '--fork': 'paris' }), /paris/],
      [roles.devnet({ '--l1.block-time-ms': 1 }), /l1.block-time-ms/],
      [roles.devnet({ '--port-offset': 60_000 }), /port/],
      [roles.adapter({ '--l1-chain-id': 1 }), /chain id/],
    ]);
  });

  step('refuses deposits that cannot be', async () => {
    const { accounts } = net().summary();
    const deposit = (changes = {}) => [
      'bridge',
      ...args('deposit', {
        '--duskds': net().endpoints.duskds,
        '--key': accounts[3].moonlight_secret,
        '--to': `0x${'11'.repeat(20)}`,
        '--amount': '1',
        ...changes,
      }),
    ];
    const amounts = ['0', '-1', '1.0000000001', 'NaN', '1e3', '', '99999999999999999999999'];
    await refusesAll([
      ...amounts.map((amount) => [deposit({ '--amount': amount }), /amount/i]),
      [deposit({ '--amount': '2000000' }), /balance|funds|enough/i],
      [deposit({ '--to': '0x12' }), /address|--to/i],
      [deposit({ '--key': 'zz' }), /key|zz/i],
      [deposit({ '--duskds': 'http://127.0.0.1:1' }), /127.0.0.1:1|connect/i],
    ]);
  });

  step('refuses a folder that another process uses', async () => {
    const { datadir } = net();
    await refusesAll([
      ...['duskds', 'adapter', 'execution'].map((role) => [
        roles[role]({ '--datadir': path.join(datadir, role) }),
        /in use/,
      ]),
      [roles.devnet({ '--datadir': datadir }), /in use/],
      [[...roles.devnet({ '--datadir': datadir }), '--fresh'], /in use/],
    ]);
  });

  step('refuses folders that hold something else', async () => {
    const kept = file('kept');
    fs.mkdirSync(kept);
    fs.writeFileSync(path.join(kept, 'letter.txt'), 'dear reader');
    await refuses([...roles.devnet({ '--datadir': kept }), '--fresh'], /something else/);
    assert.ok(fs.existsSync(path.join(kept, 'letter.txt')));
    fs.writeFileSync(path.join(kept, 'settings.json'), '{"l2_block_time_s": 7}');
    await refuses(roles.devnet({ '--datadir': kept }), /other settings/);
    const letter = path.join(kept, 'letter.txt');
    for (const role of ['duskds', 'adapter', 'execution'])
      await refuses(roles[role]({ '--datadir': letter }), /letter.txt/);
  });

  step('refuses folders of another chain, and damaged ones', async () => {
    const { files } = net().summary();
    const other = {
      duskds: copyJson(path.join(net().datadir, 'duskds-genesis.json'), 'duskds-2.json', (genesis) => {
        const key = Object.keys(genesis).find((name) => /time/.test(name));
        genesis[key] = typeof genesis[key] === 'string' ? '1' : 1;
      }),
      execution: copyJson(files.genesis, 'execution-2.json', (genesis) => {
        genesis.timestamp = '0x1';
      }),
    };
    const database = { duskds: 'ledger', execution: 'chaindata' };
    await every(['duskds', 'execution'], async (role) => {
      const once = Process.duskevm(role, roles[role](), file(`${role}.log`));
      await until(`${role} to serve`, () => /serving/.test(once.logTail()));
      const { code } = await once.stop();
      assert.equal(code, 0, once.logTail());
      const folder = path.join(file(`r-${role}`), database[role]);
      const current = fs.readdirSync(folder, { recursive: true }).find((name) => /CURRENT$/.test(name));
      const damage = () => fs.writeFileSync(path.join(folder, current), 'rubbish');
      await every([[other[role], /genesis/], [undefined, /corrupt|CURRENT/i, damage]], ([genesis, wanted, first]) => {
        first?.();
        return refuses(roles[role](genesis ? { '--genesis': genesis } : {}), wanted);
      });
    });
  });

  step('has not been disturbed by any of it', async () => {
    assert.doesNotMatch(fs.readFileSync(net().logFile, 'utf8'), /a process ended/);
    const head = await net().l2.getBlockNumber();
    await until('new blocks', async () => (await net().l2.getBlockNumber()) > head + 1n);
  });
});
