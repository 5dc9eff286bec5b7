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
import { until } from './lib/wait.js';

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

devnetSuite('bad input', { portOffset: 15_000 }, ({ net, step, cleanup }) => {
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
      ['', [-32700, -32600]],
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
      [call({ method: 'eth_chainId', params: 'text' }), [-32602, -32600]],
      ['['.repeat(100_000), [-32700, -32600]],
      [`{"a":${'['.repeat(5_000)}`, [-32700, -32600]],
    ];
    for (const [name, url] of Object.entries(servers()))
      for (const [body, wanted] of codes) {
        const what = `${name} ${String(body).slice(0, 60)}`;
        const { status, text } = await post(url, body);
        assert.ok(status === 200 || status === 400, `${what}: status ${status}`);
        if (status === 400 && !text.startsWith('{')) continue;
        const answer = JSON.parse(text);
        assert.ok(wanted.includes(answer.error?.code), `${what}: ${text.slice(0, 200)}`);
      }
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
    for (const [method, params] of cases) {
      await assert.rejects(
        rpc(net().endpoints.l2_http, method, params),
        (error) => error.code <= -32000 && error.code >= -32700 && error.message.length > 12,
        `${method} ${JSON.stringify(params)}`,
      );
    }
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
      [await sign({ gas: 500_000_000n }), /gas limit/],
      [await sign({ maxFeePerGas: 1n, maxPriorityFeePerGas: 2n }), /priority fee/],
      [await sign({ value: parseEther('999999999') }), /insufficient funds/],
      [await sign({ nonce: 0 }, poor), /insufficient funds/],
      [await sign({ to: undefined, data: `0x${'00'.repeat(49_153)}`, gas: 10_000_000n }), /initcode/],
    ];
    for (const [raw, wanted] of cases)
      await assert.rejects(
        rpc(net().endpoints.l2_http, 'eth_sendRawTransaction', [raw]),
        wanted,
        raw.slice(0, 40),
      );
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
    for (const [raw, wanted] of cases)
      await assert.rejects(rpc(l1_rpc, 'eth_sendRawTransaction', [raw]), wanted, raw.slice(0, 40));
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
    for (const [what, authorization] of Object.entries(bad)) {
      const { status } = await call(authorization);
      assert.equal(status, 401, what);
    }
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

  step('names the port that is taken', async () => {
    const server = netModule.createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const wanted = new RegExp(`${port}[^]*(in use|occupied)`, 'i');
    for (const [role, flags] of Object.entries({
      duskds: ['--http.port'],
      adapter: ['--rpc.port', '--beacon.port'],
      execution: ['--http.port', '--ws.port', '--authrpc.port'],
      rollup: ['--rpc.port'],
      batcher: ['--rpc.port'],
    }))
      for (const flag of flags) await refuses(roles[role]({ [flag]: port }), wanted);
    await refuses(
      roles.devnet({ '--duskds.port': port - net().portOffset - 2_000 }),
      wanted,
    );
    await new Promise((resolve) => server.close(resolve));
  });

  step('names the file and the place that are wrong', async () => {
    const broken = write('broken.json', '{"config": {');
    const empty = write('empty.json', '{}');
    const list = write('list.json', '[1, 2]');
    const binary = write('binary.json', Buffer.from([0, 255, 1, 254]));
    const missing = file('missing.json');
    const flags = { duskds: '--genesis', execution: '--genesis', rollup: '--rollup.config' };
    for (const [role, flag] of Object.entries(flags)) {
      for (const name of [broken, empty, list, binary, missing])
        await refuses(roles[role]({ [flag]: name }), new RegExp(path.basename(name)));
      await refuses(roles[role]({ [flag]: net().folder }), /director/i);
    }
    const { files } = net().summary();
    await refuses(
      roles.execution({
        '--genesis': copyJson(files.genesis, 'bad-alloc.json', (genesis) => {
          genesis.alloc['nobody'] = { balance: '0x1' };
        }),
      }),
      /bad-alloc.json|alloc/,
    );
    await refuses(
      roles.rollup({
        '--rollup.config': copyJson(files.rollup, 'bad-time.json', (config) => {
          config.block_time = 'two';
        }),
      }),
      /block_time/,
    );
    await refuses(
      roles.rollup({
        '--rollup.config': copyJson(files.rollup, 'other-chain.json', (config) => {
          config.l2_chain_id = 5;
        }),
      }),
      /chain.?id/i,
    );
  });

  step('refuses keys and secrets that are none', async () => {
    const bad = write('bad.key', 'not a key');
    const zero = write('zero.key', '00'.repeat(32));
    for (const name of [bad, zero, file('no.key')]) {
      await refuses(roles.duskds({ '--consensus.key': name }), new RegExp(path.basename(name)));
      await refuses(roles.adapter({ '--relayer.key': name }), new RegExp(path.basename(name)));
    }
    await refuses(roles.execution({ '--authrpc.jwtsecret': bad }), /bad.key|secret|jwt/i);
    await refuses(roles.rollup({ '--l2.jwt-secret': bad }), /bad.key|secret|jwt/i);
    for (const key of ['0x12', 'nonsense', `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`])
      await refuses(roles.batcher({ '--private-key': key }), /key/i);
    await refuses(roles.devnet({ '--mnemonic': 'not a mnemonic' }), /mnemonic/);
  });

  step('refuses flags that do not exist or make no sense', async () => {
    await refuses(['no-such-role'], /no-such-role|subcommand|expected/i);
    await refuses([], /subcommand/i);
    for (const role of Object.keys(roles)) {
      await refuses([...roles[role](), '--no-such-flag'], /no-such-flag/);
      await refuses(roles[role]({ '--log.level': 'loud' }), /loud|log.level/);
    }
    await refuses(roles.execution({ '--http.port': 70_000 }), /http.port/);
    await refuses(roles.devnet({ '--fork': 'paris' }), /paris/);
    await refuses(roles.devnet({ '--l1.block-time-ms': 1 }), /l1.block-time-ms/);
    await refuses(roles.adapter({ '--l1-chain-id': 1 }), /chain id/);
  });

  step('refuses a folder that another process uses', async () => {
    const { datadir } = net();
    for (const role of ['duskds', 'adapter', 'execution'])
      await refuses(roles[role]({ '--datadir': path.join(datadir, role) }), /in use/);
    await refuses(roles.devnet({ '--datadir': datadir }), /in use/);
  });

  step('refuses folders of another chain, and damaged ones', async () => {
    const other = {
      duskds: copyJson(path.join(net().datadir, 'duskds-genesis.json'), 'other-l1.json', (genesis) => {
        shiftTime(genesis);
      }),
      execution: copyJson(net().summary().files.genesis, 'other-l2.json', (genesis) => {
        genesis.extraData = undefined;
        genesis.timestamp = '0x1';
      }),
    };
    const database = { duskds: 'ledger', execution: 'chaindata' };
    for (const role of ['duskds', 'execution']) {
      const role_process = Process.duskevm(role, roles[role](), file(`${role}.log`));
      cleanup(() => role_process.stop());
      await until(`${role} to serve`, () => /serving/.test(role_process.logTail()));
      const { code } = await role_process.stop();
      assert.equal(code, 0, role_process.logTail());
      await refuses(roles[role]({ '--genesis': other[role] }), /genesis/);
      const folder = path.join(file(`r-${role}`), database[role]);
      assert.ok(fs.existsSync(path.join(folder, 'CURRENT')), folder);
      fs.writeFileSync(path.join(folder, 'CURRENT'), 'rubbish');
      await refuses(roles[role](), new RegExp(`${database[role]}|corrupt`, 'i'));
      await refuses(roles[role]({ '--datadir': other[role] }), /other-l|not a directory|exists/i);
    }
    await refuses(roles.devnet({ '--datadir': net().datadir, '--l2.block-time': 7 }), /other settings/);
  });

  function shiftTime(genesis) {
    const key = Object.keys(genesis).find((name) => /time/.test(name));
    assert.ok(key, 'the genesis of DuskDS has a time');
    genesis[key] = typeof genesis[key] === 'string' ? '1' : 1;
  }

  step('has not been disturbed by any of it', async () => {
    assert.doesNotMatch(fs.readFileSync(net().logFile, 'utf8'), /a process ended/);
    const head = await net().l2.getBlockNumber();
    await until('new blocks', async () => (await net().l2.getBlockNumber()) > head + 1n);
  });
});
