import { Bot } from './bot.js';
import { bytesOf, EXAMPLE_FILES } from './example-files.js';
import { FileServer } from './file-server.js';
import { API_KEY } from './server.js';
import { World } from './world.js';

export const BOT = '628111111111';
export const JOHN = '6281234567890';
export const JANE = '6281234567891';

/** A small PNG. */
export const PIXEL = bytesOf(EXAMPLE_FILES.image);

/** The beginning of an Ogg file with Opus. */
export const VOICE = bytesOf(EXAMPLE_FILES.audio);

/** What the guides take as given: a server with a linked instance, people who write to it, a web site with a logo. */
export class Scene {
  private constructor(
    readonly world: World,
    readonly bot: Bot,
    readonly site: FileServer,
  ) {}

  /** @param env more variables for the server */
  static async start(env: Record<string, string> = {}): Promise<Scene> {
    const world = await World.start(env);
    const site = await FileServer.start();
    site.offer('/logo.png', PIXEL, { 'Content-Type': 'image/png' });
    await world.emulator.phone(JOHN, { name: 'John Doe' });
    await world.emulator.phone(JANE, { name: 'Jane' });
    const bot = new Bot(world, 'my-bot-1', BOT);
    await bot.link();
    const id = await world.emulator.sendMedia(JOHN, BOT, PIXEL, { kind: 'image', mimetype: 'image/png' });
    await bot.hears(id);
    return new Scene(world, bot, site);
  }

  /** The addresses that are written in the guides, and those that they stand for. */
  get places(): Record<string, string> {
    return {
      'http://localhost:3000': this.world.api.url,
      'http://127.0.0.1:4700': this.world.emulator.url,
      'https://example.com': this.site.origin,
    };
  }

  /** The variables that a reader has set. */
  get env(): Record<string, string> {
    return { API_KEY, SESSION_PATH: this.world.api.directory };
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await this.site.stop();
  }
}
