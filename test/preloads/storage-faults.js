/**
 * Loaded before the server: kills it around a commit, or fills its disk.
 *
 * The file AIM_FILE, as soon as it is there, says when to kill: `before inbox 3` is in the moment before the
 * third commit that writes to the inbox, `after` the moment behind it, on either database. SIGUSR2 takes SQLite its space
 * (it says itself that it is full), and gives it back.
 */
import { existsSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { SqliteDialect } from '../../dist/libs/storage/src/sqlite/dialect.js';

/** What a transaction does, by its statements. */
const KINDS = {
  inbox: /^insert into "inbox"/,
  event: /^insert into "events"/,
  attempt: /^insert into "attempts"/,
  message: /^insert into "messages"/,
  key: /^insert into "signal_keys"/,
};

const { AIM_FILE = '' } = process.env;
const ALL_THERE_IS = 1_073_741_823;
const SQLITE_FULL = 13;
const createDriver = Reflect.get(SqliteDialect.prototype, 'createDriver');
/** @type {{ when: string, kind: string, left: number } | undefined} */
let aim;
let done = new Set();

function isAimed() {
  if (!aim && existsSync(AIM_FILE)) {
    const [when, kind, nth] = readFileSync(AIM_FILE, 'utf8').trim().split(' ');
    aim = { when, kind, left: Number(nth) };
  }
  return aim !== undefined && done.has(aim.kind) && (aim.left -= 1) === 0;
}

/** Statements run before their promise is returned. */
function commit(run) {
  const aimed = isAimed();
  done = new Set();
  if (aimed && aim.when === 'before') process.kill(process.pid, 'SIGKILL');
  const result = run();
  if (aimed) process.kill(process.pid, 'SIGKILL');
  return result;
}

function note({ sql }) {
  const found = Object.keys(KINDS).find((each) => KINDS[each].test(sql));
  if (found) done.add(found);
}

function watch(connection) {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = (query) => {
    if (query.sql === 'commit') return commit(() => execute(query));
    note(query);
    return execute(query);
  };
}

/** Watches PostgreSQL, whose answer has to be waited for. */
async function watchPostgres() {
  const { PostgresDialect } = await import('../../dist/libs/storage/src/postgres/dialect.js');
  const create = Reflect.get(PostgresDialect.prototype, 'createDriver');
  PostgresDialect.prototype.createDriver = function () {
    const driver = create.call(this);
    const acquire = driver.acquireConnection.bind(driver);
    driver.acquireConnection = async () => {
      const connection = await acquire();
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query) => {
        note(query);
        return execute(query);
      };
      return connection;
    };
    const end = driver.commitTransaction.bind(driver);
    driver.commitTransaction = async (connection) => {
      const aimed = isAimed();
      done = new Set();
      if (aimed && aim.when === 'before') process.kill(process.pid, 'SIGKILL');
      await end(connection);
      if (aimed) process.kill(process.pid, 'SIGKILL');
    };
    return driver;
  };
}

if (process.env.DATABASE_URL !== undefined) await watchPostgres();

/** Leaves not even a free page within the file. */
function fill(database) {
  database.exec('CREATE TABLE filler (bytes)');
  database.exec('PRAGMA max_page_count = 1');
  const row = database.prepare('INSERT INTO filler VALUES (zeroblob(3000))');
  try {
    for (;;) row.run();
  } catch (error) {
    if (error.errcode !== SQLITE_FULL) throw error;
  }
}

function empty(database) {
  database.exec(`PRAGMA max_page_count = ${ALL_THERE_IS}`);
  database.exec('DROP TABLE filler');
}

SqliteDialect.prototype.createDriver = function () {
  const driver = createDriver.call(this);
  const acquire = driver.acquireConnection.bind(driver);
  let watched = false;
  driver.acquireConnection = async () => {
    const connection = await acquire();
    if (!watched) watch(connection);
    watched = true;
    return connection;
  };
  let full = false;
  const change = async () => {
    full = !full;
    const fillOrEmpty = full ? fill : empty;
    const { database } = driver.file;
    // A transaction goes on over several turns of the event loop, and would take this back if it fails.
    while (database.isTransaction) await setImmediate();
    fillOrEmpty(database);
  };
  process.on('SIGUSR2', () => void change());
  return driver;
};
