import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import 'reflect-metadata';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Environment } from '../../libs/config/src/environment.js';
import { VARIABLE_NAMES } from '../../libs/config/src/index.js';
import { record } from '../harness/envelope.js';
import { Helm } from '../harness/helm.js';
import { ROOT } from '../harness/process.js';

/** Kubernetes' own schemas. They know types and what is required, but let unknown fields pass. */
const MODELS = {
  Deployment,
  Ingress,
  PersistentVolumeClaim,
  PrometheusRule,
  Secret,
  Service,
  ServiceMonitor,
};

const SECRETS = { apiKey: 'a-key-of-ours-alone', webhookSecret: 'a secret of ours' };
const ALL = {
  secrets: SECRETS,
  image: { repository: 'registry.example.com/miaw-api', digest: `sha256:${'0'.repeat(64)}` },
  imagePullSecrets: [{ name: 'registry' }],
  env: { LOG_LEVEL: 'debug', MEDIA_MAX_BYTES: 67_108_864, LOG_REQUESTS: true, SHUTDOWN_TIMEOUT_MS: 30_500 },
  extraEnv: [{ name: 'TZ', value: 'UTC' }],
  persistence: { storageClass: 'fast' },
  service: { annotations: { a: 'b' } },
  ingress: {
    enabled: true,
    className: 'nginx',
    host: 'whatsapp.example.com',
    tlsSecret: 'tls',
    annotations: { a: 'b' },
  },
  metrics: {
    enabled: true,
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
  },
  podAnnotations: { a: 'b' },
  podLabels: { a: 'b' },
  nodeSelector: { disk: 'fast' },
  tolerations: [{ key: 'a', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
};

let helm: Helm;
beforeAll(() => {
  helm = Helm.unpack();
});
afterAll(() => helm.remove());

function kindOf(resources: readonly Record<string, unknown>[], kind: string): Record<string, unknown> {
  const [found, ...others] = resources.filter((each) => each['kind'] === kind);
  if (!found || others.length > 0) throw new Error(`there are ${others.length + Number(!!found)} of ${kind}`);
  return found;
}

function podOf(resources: readonly Record<string, unknown>[]): Record<string, unknown> {
  const { spec } = kindOf(resources, 'Deployment');
  return record(record(record(spec)['template'])['spec']);
}

function containerOf(resources: readonly Record<string, unknown>[]): Record<string, unknown> {
  const [container, ...others] = [podOf(resources)['containers']].flat();
  expect(others).toEqual([]);
  return record(container);
}

describe('the chart', () => {
  it.each([
    ['with its defaults', { secrets: SECRETS }],
    ['with everything', ALL],
    ['with what exists', { secrets: { existingSecret: 'mine' }, persistence: { existingClaim: 'mine' } }],
  ])('is right for helm and for Kubernetes %s', (_, values) => {
    expect(helm.lint(values)).toMatchObject({ ok: true });
    const resources = helm.render(values);
    expect(resources.length).toBeGreaterThan(1);
    for (const resource of resources) {
      const [, Model] = Object.entries(MODELS).find(([kind]) => kind === resource['kind']) ?? [];
      if (!Model) throw new Error(`there is no model of ${String(resource['kind'])}`);
      // As Kubernetes reads it.
      const model = new Model(JSON.parse(JSON.stringify(resource)));
      expect(() => model.validate()).not.toThrow();
    }
  });

  it('runs one server, which ends before the next one starts, and has the time for it', () => {
    const resources = helm.render({ secrets: SECRETS });
    expect(kindOf(resources, 'Deployment')).toMatchObject({
      spec: { replicas: 1, strategy: { type: 'Recreate' } },
    });
    const defaults = new Environment();
    expect(podOf(resources)['terminationGracePeriodSeconds']).toBe(defaults.SHUTDOWN_TIMEOUT_MS / 1000 + 10);
    const slow = helm.render({ secrets: SECRETS, env: { SHUTDOWN_TIMEOUT_MS: 30_500 } });
    expect(podOf(slow)['terminationGracePeriodSeconds']).toBe(41);
  });

  it('runs several servers on PostgreSQL, and replaces one after the other', () => {
    const secrets = { ...SECRETS, databaseUrl: 'postgres://miaw:secret@database/miaw' };
    const resources = helm.render({ secrets, replicas: 3, persistence: { enabled: false } });
    expect(kindOf(resources, 'Deployment')).toMatchObject({
      spec: {
        replicas: 3,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      },
    });
    expect(resources.some(({ kind }) => kind === 'PersistentVolumeClaim')).toBe(false);
  });

  it('grants the server no more than docker-compose.yml does', () => {
    const resources = helm.render({ secrets: SECRETS });
    expect(podOf(resources)).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(containerOf(resources)).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      resources: { requests: expect.anything(), limits: { memory: expect.any(String) } },
    });
  });

  it('keeps the state on its claim, and asks the server how it is', () => {
    const resources = helm.render({ secrets: SECRETS });
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const mountPath = /VOLUME (\S+)/.exec(dockerfile)?.[1];
    const probe = (path: string) => ({ httpGet: { path, port: 'http' } });
    expect(containerOf(resources)).toMatchObject({
      args: ['api'],
      ports: [{ name: 'http', containerPort: Number(/EXPOSE (\d+)/.exec(dockerfile)?.[1]) }],
      volumeMounts: [
        { name: 'sessions', mountPath },
        { name: 'tmp', mountPath: '/tmp' },
      ],
      startupProbe: probe('/livez'),
      livenessProbe: probe('/livez'),
      readinessProbe: probe('/readyz'),
    });
    const claim = record(kindOf(resources, 'PersistentVolumeClaim')['metadata']);
    expect(claim['annotations']).toEqual({ 'helm.sh/resource-policy': 'keep' });
    expect(podOf(resources)['volumes']).toEqual([
      { name: 'sessions', persistentVolumeClaim: { claimName: claim['name'] } },
      { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
    ]);
  });

  it('keeps the state in PostgreSQL if it is told so, and then needs no claim', () => {
    const databaseUrl = 'postgres://miaw:password@db.internal:5432/miaw';
    const resources = helm.render({ secrets: { ...SECRETS, databaseUrl }, persistence: { enabled: false } });
    expect(resources.map((each) => each['kind'])).not.toContain('PersistentVolumeClaim');
    expect(podOf(resources)['volumes']).toContainEqual({ name: 'sessions', emptyDir: { sizeLimit: '5Gi' } });
    expect(kindOf(resources, 'Secret')['stringData']).toMatchObject({ DATABASE_URL: databaseUrl });
    const isOptional = (rendered: Record<string, unknown>[]) =>
      [containerOf(rendered)['env']]
        .flat()
        .map(record)
        .filter(({ name }) => name === 'DATABASE_URL')
        .map(({ valueFrom }) => record(record(valueFrom)['secretKeyRef'])['optional']);
    expect(isOptional(resources)).toEqual([false]);
    expect(isOptional(helm.render({ secrets: SECRETS }))).toEqual([true]);
  });

  it('takes the URL of the database from a Secret of another name and key, and then insists on it', () => {
    const databaseUrlSecret = { name: 'miaw-db-app', key: 'uri' };
    for (const values of [
      { secrets: { ...SECRETS, databaseUrlSecret } },
      { secrets: { existingSecret: 'mine', databaseUrlSecret }, persistence: { enabled: false } },
    ]) {
      expect(helm.lint(values)).toMatchObject({ ok: true });
      const env = [containerOf(helm.render(values))['env']].flat().map(record);
      expect(env.filter(({ name }) => name === 'DATABASE_URL')).toEqual([
        {
          name: 'DATABASE_URL',
          valueFrom: { secretKeyRef: { ...databaseUrlSecret, optional: false } },
        },
      ]);
    }
  });

  it('takes the secrets from a Secret of its own, or from one that exists', () => {
    const own = helm.render({ secrets: SECRETS });
    const { metadata, stringData } = kindOf(own, 'Secret');
    expect(stringData).toEqual({ API_KEY: SECRETS.apiKey, API_WEBHOOK_SECRET: SECRETS.webhookSecret });
    const names = (resources: Record<string, unknown>[]) =>
      [containerOf(resources)['env']]
        .flat()
        .map((each) => record(record(record(each)['valueFrom'])['secretKeyRef']));
    expect(names(own).map((ref) => [ref['name'], ref['key']])).toEqual(
      ['API_KEY', 'API_WEBHOOK_SECRET', 'API_WEBHOOK_SECRET_PREVIOUS', 'DATABASE_URL'].map((key) => [
        record(metadata)['name'],
        key,
      ]),
    );
    const others = helm.render({ secrets: { existingSecret: 'mine' } });
    expect(others.map((each) => each['kind'])).not.toContain('Secret');
    expect(new Set(names(others).map((ref) => ref['name']))).toEqual(new Set(['mine']));
  });

  it('passes every variable on, numbers as they were written', () => {
    const env = new Map(
      [containerOf(helm.render(ALL))['env']]
        .flat()
        .map((each) => [record(each)['name'], record(each)['value']]),
    );
    expect(Object.fromEntries(env)).toMatchObject({
      LOG_LEVEL: 'debug',
      MEDIA_MAX_BYTES: '67108864',
      LOG_REQUESTS: 'true',
      METRICS_PORT: '9464',
      TZ: 'UTC',
    });
    const settled = ['API_PORT', 'METRICS_PORT', 'SESSION_PATH', 'NODE_ENV', 'WHATSAPP_EMULATOR_URL'];
    // It comes from a Secret, by `extraEnv`.
    settled.push('MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY');
    const secret = /^(API_(KEY|WEBHOOK_SECRET)|DATABASE_URL)/;
    const names = VARIABLE_NAMES.filter((name) => !settled.includes(name) && !secret.test(name));
    const values = { secrets: SECRETS, env: Object.fromEntries(names.map((name) => [name, '1'])) };
    const passed = [containerOf(helm.render(values))['env']].flat().map((each) => record(each)['name']);
    expect(new Set(passed)).toEqual(
      new Set([...names, ...VARIABLE_NAMES.filter((name) => secret.test(name))]),
    );
  });

  it.each([
    ['no secrets', {}, 'secrets.existingSecret'],
    ['a weak secret', { secrets: { ...SECRETS, apiKey: 'short' } }, 'secrets.apiKey'],
    ['a variable that does not exist', { secrets: SECRETS, env: { WEBHOOK_TIMEOUT: 5 } }, 'WEBHOOK_TIMEOUT'],
    [
      'two URLs of the database',
      { secrets: { ...SECRETS, databaseUrl: 'postgres://a/b', databaseUrlSecret: { name: 'mine' } } },
      'secrets.databaseUrlSecret',
    ],
    ['a secret among the variables', { secrets: SECRETS, env: { API_KEY: SECRETS.apiKey } }, 'API_KEY'],
    ['several servers on one claim', { secrets: SECRETS, replicas: 2 }, 'persistence.enabled'],
    ['a value that does not exist', { secrets: SECRETS, copies: 2 }, 'copies'],
    [
      'a volume for many nodes',
      { secrets: SECRETS, persistence: { accessModes: ['ReadWriteMany'] } },
      'accessModes',
    ],
    ['an ingress without a host', { secrets: SECRETS, ingress: { enabled: true } }, 'ingress.host'],
    [
      'a monitor without metrics',
      { secrets: SECRETS, metrics: { serviceMonitor: { enabled: true } } },
      'metrics.enabled',
    ],
  ])('refuses %s, and names it', (_, values, named) => {
    const { ok, errors } = helm.template(values);
    expect(ok).toBe(false);
    expect(errors).toContain(named);
  });

  it('leads requests to the server, and Prometheus to its metrics alone', () => {
    const resources = helm.render(ALL);
    const services = resources.filter((each) => each['kind'] === 'Service');
    const labels = record(record(record(kindOf(resources, 'Deployment')['spec'])['template'])['metadata'])[
      'labels'
    ];
    for (const { spec } of services) expect(labels).toMatchObject(record(record(spec)['selector']));
    expect(services.map(({ spec }) => record(spec)['ports'])).toEqual([
      [{ name: 'http', port: 80, targetPort: 'http' }],
      [{ name: 'metrics', port: 9464, targetPort: 'metrics' }],
    ]);
    const [, metrics] = services.map(({ metadata }) => record(record(metadata)['labels']));
    const monitor = record(kindOf(resources, 'ServiceMonitor')['spec']);
    expect(metrics).toMatchObject(record(record(monitor['selector'])['matchLabels']));
    // The alert rules look for this job.
    expect(metrics?.[String(monitor['jobLabel'])]).toBe('miaw-api');
    const rules = readFileSync(join(ROOT, 'deploy', 'prometheus', 'alerts.yml'), 'utf8');
    expect(kindOf(resources, 'PrometheusRule')['spec']).toEqual(load(rules));
    expect(kindOf(resources, 'Ingress')).toMatchObject({
      spec: {
        rules: [
          {
            host: 'whatsapp.example.com',
            http: { paths: [{ backend: { service: { name: record(services[0]?.['metadata'])['name'] } } }] },
          },
        ],
      },
    });
  });

  it('has the version of the server, and names of its own in each release', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(containerOf(helm.render({ secrets: SECRETS }))['image']).toBe(`miaw-api:${version}`);
    const nameIn = (release: string) =>
      record(kindOf(helm.render({ secrets: SECRETS }, release), 'Service')['metadata'])['name'];
    expect(['api', 'miaw-api'].map(nameIn)).toEqual(['api-miaw-api', 'miaw-api']);
  });
});
