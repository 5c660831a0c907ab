import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, seqTag } from 'js-yaml';
import { composeServices } from '../harness/compose.js';
import { record } from '../harness/envelope.js';
import { guidesFor } from '../harness/guide.js';
import { Helm } from '../harness/helm.js';
import { ROOT } from '../harness/process.js';

const GUIDES = guidesFor('cluster');
const [GUIDE] = GUIDES;
if (!GUIDE) throw new Error('there is no such guide');

/** What Compose does with a list besides merging it. */
const LISTS = ['!reset', '!override'].map((tagName) => ({ ...seqTag, tagName }));

function clusterServices(file: string): Record<string, unknown> {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return record(record(load(text, { schema: CORE_SCHEMA.withTags(LISTS) }))['services']);
}

describe('several servers', () => {
  it('run with Compose on files that are there, and nothing of theirs is on a disk of their own', () => {
    const files = [...GUIDE.take('compose').text.matchAll(/-f (\S+)/g)].map(([, file = '']) => file);
    expect(files.map((file) => existsSync(join(ROOT, file)))).toEqual([true, true]);
    const services = clusterServices(files[1] ?? '');
    const { 'miaw-api': server, postgres, proxy, ...others } = services;
    expect(others).toEqual({});
    expect(Object.keys(composeServices())).toContain('miaw-api');
    expect(server).toMatchObject({ ports: [], volumes: [], deploy: { replicas: 3 } });
    const shown = String(record(record(server)['environment'])['DATABASE_URL']);
    const url = new URL(shown.replace('${POSTGRES_PASSWORD}', 'abc'));
    expect(Object.keys(record(record(server)['depends_on']))).toEqual([url.hostname]);
    expect(record(record(postgres)['environment'])).toMatchObject({
      POSTGRES_USER: url.username,
      POSTGRES_DB: url.pathname.slice(1),
    });
    const [mounted = ''] = [record(proxy)['volumes']].flat().map(String);
    const settings = readFileSync(join(ROOT, mounted.split(':')[0] ?? ''), 'utf8');
    expect(settings).toMatch(/^ {2}http-check send meth GET uri \/readyz$/m);
    expect(settings).toMatch(/^ {2}server-template server \d+ miaw-api:3000$/m);
  });

  it('run in Kubernetes without a claim, and are replaced one by one', () => {
    const helm = Helm.unpack();
    try {
      const values = record(load(GUIDE.take('values').text));
      expect(helm.lint(values)).toMatchObject({ ok: true });
      const rendered = helm.render(values);
      expect(rendered.map((each) => each['kind'])).not.toContain('PersistentVolumeClaim');
      expect(rendered.find((each) => each['kind'] === 'Deployment')).toMatchObject({
        spec: { replicas: 3, strategy: { type: 'RollingUpdate' } },
      });
    } finally {
      helm.remove();
    }
  });
});

describe('of several servers', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
