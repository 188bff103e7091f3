// Generated from src/policy/schema.ts by scripts/policy-shape.ts; edit that instead.
// biome-ignore-all format: generated
import type { PolicyShape } from './shape.ts'

/** What the schema of policies admits. */
export const policyShape = (): PolicyShape => ({
 "type": "object",
 "properties": {
  "apiVersion": {
   "enum": [
    "seaworthy.dev/v1alpha1"
   ]
  },
  "kind": {
   "enum": [
    "Policy"
   ]
  },
  "level": {
   "enum": [
    "privileged",
    "baseline",
    "restricted"
   ]
  },
  "levelVersion": {
   "type": "string",
   "pattern": "^(?:latest|v1\\.(?:0|[1-9]\\d{0,5}))$",
   "rule": "version"
  },
  "namespaces": {
   "type": "array",
   "items": {
    "type": "object",
    "properties": {
     "match": {
      "type": "string",
      "rule": "glob"
     },
     "level": {
      "enum": [
       "privileged",
       "baseline",
       "restricted"
      ]
     },
     "levelVersion": {
      "type": "string",
      "pattern": "^(?:latest|v1\\.(?:0|[1-9]\\d{0,5}))$",
      "rule": "version"
     }
    },
    "required": [
     "match",
     "level"
    ],
    "additionalProperties": false
   }
  },
  "storageClasses": {
   "type": "object",
   "propertyNames": {
    "type": "string",
    "minLength": 1
   },
   "additionalProperties": {
    "type": "object",
    "properties": {
     "profile": {
      "enum": [
       "rancher-local-path",
       "k3s-local-path",
       "k3s-local-path-legacy",
       "kind",
       "minikube",
       "microk8s",
       "openebs-hostpath",
       "aws-ebs",
       "aws-efs",
       "gce-pd",
       "azure-disk",
       "azure-file",
       "longhorn",
       "ceph-rbd",
       "cephfs",
       "csi-nfs",
       "nfs-subdir",
       "csi-smb",
       "csi-hostpath"
      ]
     },
     "source": {
      "enum": [
       "hostPath",
       "local",
       "csi",
       "nfs"
      ]
     },
     "fsGroup": {
      "enum": [
       "honoured",
       "never",
       "delegated"
      ]
     },
     "root": {
      "type": "object",
      "properties": {
       "owner": {
        "type": "string",
        "pattern": "^\\d{1,10}:\\d{1,10}$",
        "rule": "ids"
       },
       "mode": {
        "anyOf": [
         {
          "type": "string",
          "pattern": "^0?[0-7]{3,4}$"
         },
         {
          "type": "integer",
          "minimum": 0,
          "maximum": 4095
         }
        ]
       }
      },
      "required": [
       "owner",
       "mode"
      ],
      "additionalProperties": false
     },
     "chownable": {
      "type": "boolean"
     },
     "remote": {
      "type": "boolean"
     }
    },
    "additionalProperties": false,
    "rule": "storageClass"
   }
  },
  "claims": {
   "type": "object",
   "propertyNames": {
    "type": "string",
    "minLength": 1
   },
   "additionalProperties": {
    "type": "object",
    "properties": {
     "profile": {
      "enum": [
       "rancher-local-path",
       "k3s-local-path",
       "k3s-local-path-legacy",
       "kind",
       "minikube",
       "microk8s",
       "openebs-hostpath",
       "aws-ebs",
       "aws-efs",
       "gce-pd",
       "azure-disk",
       "azure-file",
       "longhorn",
       "ceph-rbd",
       "cephfs",
       "csi-nfs",
       "nfs-subdir",
       "csi-smb",
       "csi-hostpath"
      ]
     },
     "source": {
      "enum": [
       "hostPath",
       "local",
       "csi",
       "nfs"
      ]
     },
     "fsGroup": {
      "enum": [
       "honoured",
       "never",
       "delegated"
      ]
     },
     "root": {
      "type": "object",
      "properties": {
       "owner": {
        "type": "string",
        "pattern": "^\\d{1,10}:\\d{1,10}$",
        "rule": "ids"
       },
       "mode": {
        "anyOf": [
         {
          "type": "string",
          "pattern": "^0?[0-7]{3,4}$"
         },
         {
          "type": "integer",
          "minimum": 0,
          "maximum": 4095
         }
        ]
       }
      },
      "required": [
       "owner",
       "mode"
      ],
      "additionalProperties": false
     },
     "chownable": {
      "type": "boolean"
     },
     "remote": {
      "type": "boolean"
     },
     "accessModes": {
      "type": "array",
      "items": {
       "enum": [
        "ReadWriteOnce",
        "ReadOnlyMany",
        "ReadWriteMany",
        "ReadWriteOncePod"
       ]
      }
     }
    },
    "additionalProperties": false,
    "rule": "storageClass"
   }
  },
  "defaultStorageClass": {
   "type": "string",
   "minLength": 1
  },
  "images": {
   "type": "object",
   "propertyNames": {
    "type": "string",
    "rule": "reference"
   },
   "additionalProperties": {
    "type": "object",
    "properties": {
     "user": {
      "anyOf": [
       {
        "type": "integer",
        "minimum": 0,
        "maximum": 2147483647
       },
       {
        "type": "string",
        "pattern": "^[A-Za-z_][\\w.-]*$"
       }
      ]
     },
     "name": {
      "type": "string",
      "pattern": "^[A-Za-z_][\\w.-]*$"
     },
     "group": {
      "type": "integer",
      "minimum": 0,
      "maximum": 2147483647
     },
     "groups": {
      "type": "array",
      "items": {
       "type": "integer",
       "minimum": 0,
       "maximum": 2147483647
      }
     },
     "switchesTo": {
      "type": "string",
      "pattern": "^\\d{1,10}:\\d{1,10}$",
      "rule": "ids"
     },
     "parentStaysRoot": {
      "type": "boolean"
     },
     "capabilities": {
      "type": "array",
      "items": {
       "type": "string",
       "pattern": "^(?!CAP_)[A-Z][A-Z_]*$"
      }
     },
     "dataPaths": {
      "type": "array",
      "items": {
       "type": "string",
       "pattern": "^\\/"
      }
     },
     "shell": {
      "type": "boolean"
     },
     "requiresOwnership": {
      "type": "boolean"
     },
     "writablePaths": {
      "type": "array",
      "items": {
       "type": "string",
       "pattern": "^\\/"
      }
     },
     "setuid": {
      "type": "boolean"
     },
     "fileCapabilities": {
      "type": "array",
      "items": {
       "type": "string",
       "pattern": "^(?!CAP_)[A-Z][A-Z_]*$"
      }
     },
     "hardeningRisk": {
      "type": "string",
      "minLength": 1
     }
    },
    "additionalProperties": false,
    "rule": "image"
   }
  },
  "workloads": {
   "type": "array",
   "items": {
    "type": "object",
    "properties": {
     "apiVersion": {
      "type": "string",
      "pattern": "^[a-z0-9.-]+(?:\\/v\\w+)?$"
     },
     "kind": {
      "type": "string",
      "pattern": "^[A-Z]\\w*$"
     },
     "name": {
      "type": "string",
      "minLength": 1,
      "rule": "glob"
     },
     "path": {
      "type": "string",
      "pattern": "^(?:[A-Za-z_][\\w-]*|\\*|\\[\"[^\"\\n]+\"\\])(?:\\[\\*\\])?(?:(?:\\.|(?=\\[))(?:[A-Za-z_][\\w-]*|\\*|\\[\"[^\"\\n]+\"\\])(?:\\[\\*\\])?)*$"
     },
     "holds": {
      "enum": [
       "podTemplate",
       "podSpec",
       "containers",
       "text"
      ]
     },
     "pod": {
      "type": "string",
      "pattern": "^(?:[A-Za-z_][\\w-]*|\\*|\\[\"[^\"\\n]+\"\\])(?:\\[\\*\\])?(?:(?:\\.|(?=\\[))(?:[A-Za-z_][\\w-]*|\\*|\\[\"[^\"\\n]+\"\\])(?:\\[\\*\\])?)*$"
     },
     "containersOnly": {
      "type": "string",
      "minLength": 1
     }
    },
    "required": [
     "apiVersion",
     "kind",
     "path"
    ],
    "additionalProperties": false,
    "rule": "workload"
   }
  },
  "harden": {
   "type": "object",
   "properties": {
    "fields": {
     "type": "boolean"
    },
    "volumes": {
     "enum": [
      "off",
      "report",
      "fix",
      false
     ]
    },
    "runAs": {
     "type": "object",
     "properties": {
      "user": {
       "type": "integer",
       "minimum": 1,
       "maximum": 2147483647
      },
      "group": {
       "type": "integer",
       "minimum": 0,
       "maximum": 2147483647
      }
     },
     "required": [
      "user",
      "group"
     ],
     "additionalProperties": false
    },
    "readOnlyRootFilesystem": {
     "type": "boolean"
    },
    "ownershipPolicy": {
     "enum": [
      "Always",
      "OnRootMismatch"
     ]
    },
    "chownImage": {
     "type": "string",
     "minLength": 1
    },
    "chartInits": {
     "enum": [
      "keep",
      "replace"
     ]
    },
    "initResources": {
     "type": "object",
     "properties": {
      "requests": {
       "type": "object",
       "propertyNames": {
        "type": "string",
        "minLength": 1
       },
       "additionalProperties": {
        "anyOf": [
         {
          "type": "string"
         },
         {
          "type": "number"
         }
        ]
       }
      },
      "limits": {
       "type": "object",
       "propertyNames": {
        "type": "string",
        "minLength": 1
       },
       "additionalProperties": {
        "anyOf": [
         {
          "type": "string"
         },
         {
          "type": "number"
         }
        ]
       }
      }
     },
     "additionalProperties": false
    }
   },
   "additionalProperties": false
  },
  "schema": {
   "enum": [
    "on",
    "off",
    "full",
    true,
    false
   ]
  },
  "exemptions": {
   "type": "array",
   "items": {
    "type": "object",
    "properties": {
     "kind": {
      "type": "string",
      "minLength": 1,
      "rule": "glob"
     },
     "namespace": {
      "type": "string",
      "rule": "glob"
     },
     "name": {
      "type": "string",
      "minLength": 1,
      "rule": "glob"
     },
     "container": {
      "type": "string",
      "minLength": 1,
      "rule": "glob"
     },
     "checks": {
      "minItems": 1,
      "type": "array",
      "items": {
       "enum": [
        "appArmorProfile",
        "capabilities_baseline",
        "hostNamespaces",
        "hostPathVolumes",
        "hostPorts",
        "hostProbesAndHostLifecycle",
        "privileged",
        "procMount",
        "seLinuxOptions",
        "seccompProfile_baseline",
        "sysctls",
        "windowsHostProcess",
        "allowPrivilegeEscalation",
        "capabilities_restricted",
        "procMount_restricted",
        "restrictedVolumes",
        "runAsNonRoot",
        "runAsUser",
        "seccompProfile_restricted",
        "*"
       ]
      }
     },
     "reason": {
      "type": "string",
      "pattern": "\\S"
     },
     "expires": {
      "type": "string",
      "pattern": "^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$"
     }
    },
    "required": [
     "checks",
     "reason"
    ],
    "additionalProperties": false
   }
  },
  "golden": {
   "type": "array",
   "items": {
    "type": "object",
    "properties": {
     "name": {
      "type": "string",
      "minLength": 1
     },
     "file": {
      "type": "string",
      "minLength": 1
     },
     "template": {
      "type": "string",
      "minLength": 1
     },
     "chart": {
      "type": "string",
      "minLength": 1
     },
     "stream": {
      "type": "string",
      "minLength": 1
     },
     "values": {
      "type": "array",
      "items": {
       "type": "string",
       "minLength": 1
      }
     },
     "helm": {
      "anyOf": [
       {
        "enum": [
         3
        ]
       },
       {
        "enum": [
         4
        ]
       },
       {
        "type": "string",
        "pattern": "^[34]\\.(?:0|[1-9]\\d*)$"
       }
      ]
     },
     "layout": {
      "enum": [
       "ignore"
      ]
     },
     "mask": {
      "type": "array",
      "items": {
       "type": "object",
       "properties": {
        "object": {
         "type": "string",
         "pattern": "^[^/]+(?:\\/[^/]+){1,2}$"
        },
        "path": {
         "type": "string",
         "minLength": 1
        }
       },
       "required": [
        "object",
        "path"
       ],
       "additionalProperties": false
      }
     }
    },
    "required": [
     "name",
     "file"
    ],
    "additionalProperties": false,
    "rule": "goldenCase"
   },
   "rule": "golden"
  },
  "report": {
   "type": "string",
   "minLength": 1,
   "rule": "reportName"
  },
  "exclude": {
   "type": "array",
   "items": {
    "type": "string",
    "minLength": 1,
    "rule": "pathGlob"
   }
  }
 },
 "required": [
  "apiVersion",
  "kind"
 ],
 "additionalProperties": false
})
