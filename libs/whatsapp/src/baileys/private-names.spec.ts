import makeWASocket, { DEFAULT_CONNECTION_CONFIG, initAuthCreds } from '@whiskeysockets/baileys';
import NodeCache from '@cacheable/node-cache';
import { MiawClient } from 'miaw-core';
import { ADDRESS_NAMES, CLIENT_NAMES, onHistory, takeListener } from './private-names.js';

const silent = {
  level: 'silent',
  child: () => silent,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe('the private names of miaw-core and Baileys', () => {
  it.each(CLIENT_NAMES)('MiawClient still has %s', (name) => {
    const client = new MiawClient({ instanceId: 'contract', sessionPath: '/nonexistent' });
    // These two are declared, but set only when first used.
    if (name === 'socket' || name === 'cachedVersion') expect(Reflect.get(client, name) ?? null).toBeNull();
    else expect(Reflect.get(client, name)).toBeDefined();
  });

  it('a socket still listens once for each kind of stanza that we take over, and tells of history through its emitter', async () => {
    const socket = makeWASocket({
      auth: { creds: initAuthCreds(), keys: { get: async () => ({}), set: async () => undefined } },
      logger: silent,
      waWebSocketUrl: 'ws://127.0.0.1:9/ws/chat',
    });
    socket.ws.on('error', () => undefined);
    try {
      expect(typeof takeListener(socket, 'CB:message')).toBe('function');
      expect(typeof takeListener(socket, 'CB:receipt')).toBe('function');
      expect(typeof takeListener(socket, 'CB:notification')).toBe('function');
      expect(typeof takeListener(socket, 'CB:call')).toBe('function');
      expect(typeof takeListener(socket, 'CB:iq,type:set,pair-device')).toBe('function');
      expect(socket.ws.listenerCount('CB:ack,class:message')).toBe(1);
      expect('socket' in socket.ws).toBe(true);
      expect(socket.signalRepository.close).toBeDefined();
      const heard: unknown[] = [];
      onHistory(socket, (history) => heard.push(history));
      socket.ev.buffer();
      socket.ev.emit('messaging-history.set', { chats: [], contacts: [], messages: [] });
      expect(heard).toHaveLength(1);
      for (const name of ADDRESS_NAMES) expect(socket.signalRepository.lidMapping).toHaveProperty(name);
    } finally {
      await socket.end(undefined);
    }
  });

  it('Baileys still reads its defaults from one object, and its caches still start a timer', () => {
    for (const name of [
      'waWebSocketUrl',
      'makeSignalRepository',
      'getMessage',
      'transactionOpts',
      'defaultQueryTimeoutMs',
    ]) {
      expect(DEFAULT_CONNECTION_CONFIG).toHaveProperty(name);
    }
    expect(typeof Reflect.get(NodeCache.prototype, 'startInterval')).toBe('function');
  });
});
