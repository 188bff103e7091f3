import type { CatalogueRow } from './catalogue-row.ts'

const mounts = 'it mounts file systems and makes user namespaces to build images'
const browser = 'the sandbox of its browser makes user namespaces, which seccomp and a dropped capability can forbid'
const s6 = 's6-overlay starts as root, chowns its folders and switches to PUID:PGID'

/** Images that need file capabilities, which are kept where the level admits that, or setuid binaries or unusual syscalls: then hardening is reported, not done. */
export const riskyRows: readonly CatalogueRow[] = [
  // setcap in the Dockerfile.
  {
    repositories: ['registry.k8s.io/coredns/coredns', 'docker.io/coredns/coredns'],
    facts: { fileCapabilities: ['NET_BIND_SERVICE'] },
    source: 'coredns/coredns',
  },
  {
    repositories: ['registry.k8s.io/ingress-nginx/controller'],
    facts: { user: { uid: 101, name: 'www-data' }, shell: true, fileCapabilities: ['NET_BIND_SERVICE'] },
    source: 'kubernetes/ingress-nginx rootfs',
  },
  {
    repositories: ['docker.io/library/caddy', 'public.ecr.aws/docker/library/caddy'],
    facts: { fileCapabilities: ['NET_BIND_SERVICE'] },
    source: 'caddyserver/caddy-docker',
  },

  risky(
    'moby/buildkit, GoogleContainerTools/kaniko, docker-library/docker',
    ['docker.io/moby/buildkit', 'gcr.io/kaniko-project/executor', 'docker.io/library/docker'],
    mounts,
  ),
  risky('containers/image_build', ['quay.io/buildah/stable', 'quay.io/podman/stable', 'quay.io/containers/*'], mounts),

  risky(
    'browserless/browserless, Zenika/alpine-chrome',
    ['docker.io/browserless/chrome', 'ghcr.io/browserless/*', 'docker.io/zenika/alpine-chrome'],
    browser,
  ),
  risky(
    'SeleniumHQ/docker-selenium, puppeteer/puppeteer, microsoft/playwright',
    ['docker.io/selenium/*', 'ghcr.io/puppeteer/puppeteer', 'mcr.microsoft.com/playwright'],
    browser,
  ),

  // PUID and PGID are environment variables of the workload, so that the final identity is not known.
  {
    repositories: ['docker.io/linuxserver/*', 'lscr.io/linuxserver/*', 'ghcr.io/linuxserver/*'],
    facts: { user: { uid: 0, gid: 0 }, shell: true, parentStaysRoot: true, hardeningRisk: s6 },
    source: 'linuxserver/docker-baseimage-alpine',
  },
  {
    repositories: ['ghcr.io/hotio/*', 'docker.io/hotio/*', 'docker.io/plexinc/pms-docker'],
    facts: { user: { uid: 0, gid: 0 }, shell: true, parentStaysRoot: true, hardeningRisk: s6 },
    source: 'hotio/base, plexinc/pms-docker root/etc/cont-init.d',
  },
  {
    repositories: ['docker.io/gitea/gitea', 'docker.gitea.com/gitea'],
    tag: /rootless/,
    facts: { user: { uid: 1000, gid: 1000 }, shell: true },
    source: 'go-gitea/gitea Dockerfile.rootless',
  },
  {
    repositories: ['docker.io/gitea/gitea', 'docker.gitea.com/gitea'],
    facts: {
      user: { uid: 0, gid: 0 },
      shell: true,
      parentStaysRoot: true,
      hardeningRisk: 's6 and sshd of the image run as root',
    },
    source: 'go-gitea/gitea',
  },
]

function risky(source: string, repositories: readonly string[], why: string): CatalogueRow {
  return { repositories, facts: { hardeningRisk: why }, source }
}
