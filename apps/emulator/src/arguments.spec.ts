import { commandOf } from './arguments.js';

describe('the arguments of the emulator', () => {
  it('count before the variables, and both have defaults', () => {
    expect(commandOf([], {})).toEqual({ name: 'run', port: 4700 });
    const env = { EMULATOR_PORT: '1', EMULATOR_HOST: '0.0.0.0', EMULATOR_STATE: '/a' };
    expect(commandOf([], env)).toEqual({ name: 'run', port: 1, host: '0.0.0.0', stateDir: '/a' });
    const flags = ['--port', '0', '--host', '::1', '--media-port', '2', '--data=/b'];
    expect(commandOf(flags, { ...env, EMULATOR_MEDIA_PORT: '3' })).toEqual({
      name: 'run',
      port: 0,
      mediaPort: 2,
      host: '::1',
      stateDir: '/b',
    });
    expect(commandOf([], { EMULATOR_PORT: '', EMULATOR_HOST: '' })).toEqual({ name: 'run', port: 4700 });
  });

  it('ask for help and the version, whatever else there is', () => {
    expect(commandOf(['--help', '--port', 'x'], {})).toEqual({ name: 'help' });
    expect(commandOf(['-v'], { EMULATOR_PORT: 'x' })).toEqual({ name: 'version' });
  });

  it.each([
    [['--port', '70000'], {}, '--port must be a port number'],
    [['--port', ''], {}, '--port must be a port number'],
    [[], { EMULATOR_MEDIA_PORT: '-1' }, 'EMULATOR_MEDIA_PORT must be a port number'],
    [[], { EMULATOR_PORT: '4 7' }, 'EMULATOR_PORT must be a port number'],
    [['--prot', '1'], {}, "Unknown option '--prot'"],
    [['start'], {}, "Unexpected argument 'start'"],
  ])('%j with %j are refused', (args, env, words) => {
    expect(() => commandOf(args, env)).toThrow(words);
  });
});
