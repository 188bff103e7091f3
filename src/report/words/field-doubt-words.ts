import { parseReference } from '../../workload/image/reference.ts'
import type { CommandPlace, FieldDoubt, FieldHint } from '../../workload/reason/harden-reason.ts'

/** Why a field that takes something away is known to break a container, or may; with what would settle it. */
export function fieldDoubtWords(doubt: FieldDoubt): string {
  switch (doubt.code) {
    case 'image-risk':
      return doubt.risk
    case 'runs-program':
      return `${doing('run', doubt.place)} ${doubt.program}, which needs privileges that this field removes`
    case 'runs-setuid':
      return `it runs setuid programs, which gain nothing any more (${doubt.from})`
    case 'file-capabilities-disabled': {
      const { capabilities, from } = doubt
      return `its program carries the file capability ${capabilities.join(', ')}, which this field disables (${from})${openPortWords(capabilities)}`
    }
    case 'node-port':
      return `it listens on port ${doubt.port} of the node, which needs a file capability that this field disables`
    case 'file-capabilities-dropped': {
      const obstacle = doubt.level === undefined ? '`add` does not keep it' : `${doubt.level} does not admit it`
      return `its program carries the file capability ${doubt.capabilities.join(', ')} and does not start without it, and ${obstacle} (${doubt.from})`
    }
    case 'image-unknown':
      return `${doubt.hint === undefined ? '' : `${fieldDoubtWords(doubt.hint)}; `}${imageWords(doubt)}`
    case 'mentions-program':
    case 'adds-capabilities':
      return hintWords(doubt)
  }
}

function hintWords(hint: FieldHint): string {
  switch (hint.code) {
    case 'mentions-program': {
      const { place, program, image } = hint
      return `${doing('mention', place)} ${program}, which needs privileges that this field removes; if it never runs it, ${rowWords(image)}`
    }
    case 'adds-capabilities': {
      const { capabilities } = hint
      return `it adds ${capabilities.join(', ')}; a non-root process gets that only through a file capability, which the field disables${openPortWords(capabilities)}`
    }
  }
}

function imageWords({ image, known, port }: Extract<FieldDoubt, { readonly code: 'image-unknown' }>): string {
  if (known === 'all-but-system-calls')
    return `the files of the image ${image} do not tell which system calls its program makes; if the profile of the runtime lets it make them, ${rowWords(image)}`
  const low =
    port === undefined
      ? ''
      : `; port ${port} needs a file capability unless the sysctl ${openPort} lets everyone listen on it`
  const enough = known === 'nothing' ? 'nothing' : 'not enough'
  return `${enough} is known about the image ${image || '(none)'}, which may need setuid programs or file capabilities${low}; if it needs none, ${rowWords(image)}`
}

/** The row of the policy that answers every doubt about an image. */
function rowWords(image: string): string {
  const repository = parseReference(image)?.repository ?? image
  return `say so under \`images\` in the policy: "${repository}": { setuid: false, fileCapabilities: [] }`
}

const openPort = 'net.ipv4.ip_unprivileged_port_start'

/** How a port below 1024 is opened without a capability, where that is one of those that are lost. */
function openPortWords(capabilities: readonly string[]): string {
  return capabilities.includes('NET_BIND_SERVICE')
    ? `; a port below 1024 needs none with the sysctl ${openPort}: "0"`
    : ''
}

/** `its command runs`, `its args run`. */
function doing(verb: string, place: CommandPlace): string {
  const isPlural = place.of === 'field' && place.field === 'args'
  return `its ${placeWords(place)} ${isPlural ? verb : `${verb}s`}`
}

function placeWords(place: CommandPlace): string {
  switch (place.of) {
    case 'field':
      return place.field
    case 'script':
      return `script ${place.key} of the ConfigMap ${place.configMap}`
    case 'variable':
      return `variable ${place.name}`
  }
}
