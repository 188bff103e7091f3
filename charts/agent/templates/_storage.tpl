{{- /* What is known of a claim's storage: what the values say over what its profile says. */ -}}
{{- define "agent.storageOf" -}}
{{- $once := or (has "ReadWriteOnce" .accessModes) (has "ReadWriteOncePod" .accessModes) -}}
{{- $many := or (has "ReadWriteMany" .accessModes) (has "ReadOnlyMany" .accessModes) -}}
{{- $nodes := ternary (ternary "both" "once" $many) "many" $once -}}
{{- $profile := dict -}}
{{- with .profile }}{{ $profile = get (get (include "agent.fact.storage" . | fromJson) .) $nodes }}{{ end -}}
{{- $merged := merge dict (default dict .storage) $profile -}}
{{- if hasKey (default dict .storage) "chownable" }}{{ $_ := set $merged "chownable" .storage.chownable }}{{ end -}}
{{- toRawJson $merged -}}
{{- end -}}

{{- /*
The mechanism for (dict "values" … "claim" …): none, fsGroup, chownInit, ownerAlignedInit, or nothing where the level
admits none that would work. The table is generated from the renderer's decision.
*/ -}}
{{- define "agent.mechanism" -}}
{{- if ne .claim.permissions "auto" -}}
{{- .claim.permissions -}}
{{- else -}}
{{- $storage := include "agent.storageOf" .claim | fromJson -}}
{{- $writable := or $storage.squashed (include "agent.canWrite" (dict "root" $storage.root "identity" .values.identity)) -}}
{{- $fixed := eq (toRawJson $storage.chownable) "false" -}}
{{- $key := list (default "unknown" $storage.fsGroup) (ternary "writable" "closed" (not (empty $writable))) .values.level (ternary "fixed" "chownable" $fixed) (include "agent.ownerOf" $storage) | join " " -}}
{{- $mechanisms := include "agent.fact.mechanisms" . | fromJson -}}
{{- if hasKey $mechanisms $key }}{{ get $mechanisms $key }}{{ else }}fsGroup{{ end -}}
{{- end -}}
{{- end -}}

{{- define "agent.ownerOf" -}}
{{- if not .root }}unknown{{ else if eq (splitList ":" .root.owner | first | int64) 0 }}root{{ else }}other{{ end -}}
{{- end -}}

{{- /* Whether entries can be made: 3 and 7 are the digits of a mode that hold write and search permission. */ -}}
{{- define "agent.canWrite" -}}
{{- with .root -}}
{{- $identity := $.identity -}}
{{- $owner := splitList ":" .owner -}}
{{- $groups := list (int64 $identity.group) (include "agent.volumeGroup" $identity | int64) -}}
{{- range $identity.supplementalGroups }}{{ $groups = append $groups (int64 .) }}{{ end -}}
{{- $digits := substr (sub (len .mode) 3 | int) (len .mode) .mode -}}
{{- $place := ternary 0 (ternary 1 2 (has (index $owner 1 | int64) $groups)) (eq (index $owner 0 | int64) (int64 $identity.user)) -}}
{{- if has (substr $place (add $place 1 | int) $digits) (list "3" "7") }}true{{ end -}}
{{- end -}}
{{- end -}}

{{- /* The group of the volumes. */ -}}
{{- define "agent.volumeGroup" -}}
{{- toRawJson (ternary .fsGroup .group (hasKey . "fsGroup")) -}}
{{- end -}}

{{- /* "true" where only one node, or one pod, can hold the claim at a time. */ -}}
{{- define "agent.isExclusive" -}}
{{- if not (without .accessModes "ReadWriteOnce" "ReadWriteOncePod") }}true{{ end -}}
{{- end -}}

{{- /* JSON list of the volumes' names whose claims are exclusive. */ -}}
{{- define "agent.exclusiveVolumes" -}}
{{- $names := list -}}
{{- range .volumes -}}
{{- if and (hasKey . "claim") (include "agent.isExclusive" (default dict .claim)) }}{{ $names = append $names .name }}{{ end -}}
{{- end -}}
{{- toRawJson $names -}}
{{- end -}}
