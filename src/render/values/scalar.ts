import * as z from 'zod'
import { largestId } from '../../workload/ids.ts'
import { parseReference, referencePattern, repositoryPattern } from '../../workload/image/reference.ts'

/**
 * Single values, in the words Kubernetes uses for them. Patterns also stand in the JSON Schema, so they keep to what
 * ECMA-262 and RE2 share: Helm checks a chart's values with the latter.
 */
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/** DNS-1123 label: names of containers, volumes, Services, and of whatever a label or a host name is made of. */
export const dnsLabel = z
  .string()
  .max(63)
  .regex(new RegExp(`^${label}$`), want('a DNS label such as "web-1"'))

/** DNS-1123 subdomain: names of most objects. */
export const dnsName = z
  .string()
  .max(253)
  .regex(new RegExp(`^${label}(\\.${label})*$`), want('a DNS name such as "web.example"'))

/** The name of a port: `IANA_SVC_NAME`, at most 15 characters with a letter among them. */
export const portName = z
  .string()
  .max(15)
  .regex(/^[a-z0-9-]*[a-z][a-z0-9-]*$/, want('a port name such as "http"'))

/** A TCP or UDP port. */
export const portNumber = z.int().min(1).max(65535)

/** Ids that Kubernetes accepts. Below `restricted` a workload could be root; none of ours is. */
export const workloadId = z.int().min(1).max(largestId)

/** A user or group that Kubernetes accepts. Root's group is one of them: images for arbitrary users rely on it. */
export const kubernetesId = z.int().min(0).max(largestId)

/** An amount of a resource, as Kubernetes writes it. */
export const quantity = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/, want('a quantity such as "500m" or "2Gi"'))

/** Absolute, without empty, `.` or `..` segments: the same place always has the same spelling. */
export const mountPath = z
  .string()
  .regex(/^(\/([^/.\0]|\.[^/.\0]|\.\.[^/\0])[^/\0]*)+$/, want('an absolute path below / without "." or ".." segments'))

/** Relative and inside its directory, with forward slashes. */
export const relativePath = z
  .string()
  .regex(
    /^([^/.\\\0]|\.[^/.\\\0]|\.\.[^/\\\0])[^/\\\0]*(\/([^/.\\\0]|\.[^/.\\\0]|\.\.[^/\\\0])[^/\\\0]*)*$/,
    want('a relative path without "." or ".." segments'),
  )

/** A name of an environment variable, as Kubernetes has admitted it longest (before relaxed names, KEP-4369). */
export const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, want('a name such as "HOME"'))

/** A key of a ConfigMap or Secret, which becomes a file name. */
export const configKey = z
  .string()
  .max(253)
  .regex(/^[-._A-Za-z0-9]+$/, want('a key of letters, digits, "-", "_" and "."'))

/** The mode of a file, as text: the base in which a number is read differs between YAML and JSON. */
export const octalMode = z.string().regex(/^0[0-7]{3}$/, want('an octal mode such as "0644"'))

const labelKey = z
  .string()
  .regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, want('a label key'))
const labelValue = z
  .string()
  .max(63)
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/, want('a label value'))

/** Labels that the API server takes. */
export const labelMap = z.record(labelKey, labelValue)

/** Annotations and other text by name. */
export const textMap = z.record(z.string(), z.string())

/** A part of the Kubernetes API that is passed on as it is. */
export const anyMap = z.record(z.string(), z.json())

/** A list of such parts. */
export const anyMaps = z.array(anyMap)

/** What a pattern is for: `problems.ts` prints it instead of the pattern. */
function want(description: string): string {
  return `expected ${description}`
}

/** An image as a container runtime takes it: lower case, with a tag or a digest if anything. */
export const imageReferenceSchema = z
  .string()
  .min(1)
  .refine(text => parseReference(text) !== undefined, want('an image reference such as "example/image:1.2"'))
  .meta({ pattern: referencePattern })

/** The same without tag and digest. */
export const imageRepository = z
  .string()
  .min(1)
  .refine(isRepository, want('a registry and repository such as "example/image", in lower case and without a tag'))
  .meta({ pattern: repositoryPattern })

function isRepository(text: string): boolean {
  const image = parseReference(text)
  return image !== undefined && image.tag === undefined && image.digest === undefined
}
