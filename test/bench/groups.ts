import { Bot } from '../harness/bot.js';
import { each, ms, numbers, type Row } from './figures.js';
import { link } from './linking.js';
import { measuredWorld } from './measured-world.js';

const BOT = '628111111111';
const FOUNDER = '15550000001';
/** Members of the groups, with the account itself and who has made them. */
const SIZES = [200, 1_024];
const AT_ONCE = 50;

/** CPU for the first message to a group, which brings every device a key, and for the second. */
export async function measureGroups(): Promise<Row[]> {
  const { world, vitals } = await measuredWorld();
  try {
    await link(world.emulator, world.api, { instanceId: 'ours', phone: BOT });
    const bot = new Bot(world, 'ours', BOT);
    const rows: Row[] = [];
    for (const size of SIZES) {
      const crowd = numbers(size - 2).map((n) => String(15_560_000_000 + size * 10_000 + n));
      await each(crowd, AT_ONCE, (phone) =>
        world.emulator.phone(phone, { silentDevices: [1], autoReceipt: false }),
      );
      const body = { subject: 'Bench', participants: [BOT, ...crowd] };
      const { jid } = await world.emulator.request('POST', `/phones/${FOUNDER}/groups`, body);
      const cost = async (text: string): Promise<number> => {
        const before = await vitals.cpuMs();
        await bot.sent(bot.text(String(jid), text));
        return (await vitals.cpuMs()) - before;
      };
      const [first, second] = [await cost('first'), await cost('second')];
      rows.push({
        what: `CPU time of the first message to a group of ${size} people with two devices each, against the second`,
        ours: ms(first),
        other: `${ms(second)} (ours)`,
      });
    }
    return rows;
  } finally {
    await world.stop();
  }
}
