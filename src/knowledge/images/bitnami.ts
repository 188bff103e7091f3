import type { CatalogueRow } from './catalogue-row.ts'

const source = 'bitnami/containers'
const registries = ['docker.io/bitnami', 'docker.io/bitnamilegacy', 'docker.io/bitnamisecure', 'public.ecr.aws/bitnami']

/** Tools, language runtimes, node agents and web applications that start, or long started, as root. */
const varying = [
  ...['os-shell', 'bitnami-shell', 'minideb', 'minideb-extras', 'git', 'aws-cli', 'azure-cli', 'gcloud-sdk'],
  ...[
    'node',
    'node-min',
    'python',
    'ruby',
    'ruby-min',
    'java',
    'java-min',
    'jre',
    'golang',
    'rust',
    'php-fpm',
    'php-min',
  ],
  ...['dotnet', 'dotnet-sdk', 'aspnet-core', 'express', 'rails', 'laravel', 'codeigniter', 'symfony', 'swift', 'perl'],
  ...[
    'multus-cni',
    'whereabouts',
    'cilium',
    'cilium-operator',
    'cilium-proxy',
    'kiam',
    'kube-proxy',
    'metallb-speaker',
  ],
  ...['discourse', 'redmine', 'magento', 'prestashop', 'opencart', 'osclass', 'joomla', 'drupal', 'moodle', 'matomo'],
  ...['mediawiki', 'phpbb', 'phpmyadmin', 'suitecrm', 'odoo', 'dokuwiki', 'testlink', 'parse', 'mautic', 'mastodon'],
  ...['deepspeed', 'pytorch', 'tensorflow', 'jupyter-base-notebook', 'node-problem-detector', 'dind', 'gitlab-runner'],
]

/**
 * Bitnami's images run as uid 1001 with gid 0 (`USER 1001`, no such user in /etc/passwd), save for those where
 * that differs: of these nothing is said.
 */
export const bitnamiRows: readonly CatalogueRow[] = [
  {
    repositories: registries.flatMap(registry => varying.map(name => `${registry}/${name}`)),
    facts: undefined,
    source,
  },
  {
    repositories: registries.map(registry => `${registry}/*`),
    facts: { user: { uid: 1001, gid: 0 }, shell: true },
    source,
  },
]
