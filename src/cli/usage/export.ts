import { common, exclude, hardening, manifests, rendering, schemaSwitch } from './parts.ts'

/** What `seaworthy export --help` prints. */
export const exportUsage = `Print what hardening changes in a form that kustomize or a cluster applies, where manifests cannot be piped.

Usage: seaworthy export --as kustomize|kyverno|map [options] [file|dir|- ...]
       seaworthy export --as values [options] CHART

  --as FORM                kustomize: a component of patches, also for a HelmRelease of Flux;
                           kyverno: a ClusterPolicy for each object;
                           map: a MutatingAdmissionPolicy and its binding for each (Kubernetes 1.36);
                           values: the chart's own values, as seaworthy suggest finds them
  --output FILE            write to FILE instead of standard output
  --check                  only compare with the FILE of --output: exit 1 if a patch matches nothing any
                           more, or if something else would be exported now
${manifests}${exclude}${schemaSwitch}${hardening}${common}${rendering}
An object that the form cannot express is listed and left out as a whole.
Each policy of a cluster applies to one namespace; objects without one get that of --namespace.

Examples:
  seaworthy export --as kustomize ./chart --output hardening/kustomization.yaml
  seaworthy export --as kustomize ./chart --output hardening/kustomization.yaml --check
  helm template web ./chart -n web | seaworthy export --as map -n web | kubectl apply -f -

Exit: 0 done, 1 an object could not be exported, a document could not be read, --check found a
difference, or --strict found something that hardening does not repair, 2 bad input or usage, 70 a bug in
seaworthy.
`
