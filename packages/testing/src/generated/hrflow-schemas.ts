// Written by scripts/generate-hrflow-schemas.ts from specs/hrflow: do not edit.

import type { OpenApiDocument } from "../document/openapi-document";

export const hrflowSchemas: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "HrFlow.ai REST API",
    "version": "1"
  },
  "paths": {},
  "components": {
    "schemas": {
      "Profile": {
        "type": "object",
        "required": [
          "source_key",
          "source"
        ],
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64"
          },
          "key": {
            "type": [
              "string",
              "null"
            ]
          },
          "reference": {
            "type": [
              "string",
              "null"
            ]
          },
          "source_key": {
            "type": "string"
          },
          "source": {
            "$ref": "#/components/schemas/SourceRef"
          },
          "consent_algorithmic": {
            "$ref": "#/components/schemas/ConsentAlgorithmic"
          },
          "archive": {},
          "archived_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "created_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "updated_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "info": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/ProfileInfo"
              },
              {
                "type": "null"
              }
            ]
          },
          "text_language": {
            "type": [
              "string",
              "null"
            ]
          },
          "text": {
            "type": [
              "string",
              "null"
            ]
          },
          "experiences_duration": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0
          },
          "educations_duration": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0
          },
          "experiences": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Experience"
            }
          },
          "educations": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Education"
            }
          },
          "attachments": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Attachment"
            }
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Skill"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "tags": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "metadatas": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "labels": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Label"
            }
          }
        }
      },
      "SourceRef": {
        "type": "object",
        "properties": {
          "key": {
            "type": "string"
          },
          "name": {
            "type": "string"
          },
          "type": {
            "type": "string"
          },
          "subtype": {
            "type": "string"
          },
          "environment": {
            "$ref": "#/components/schemas/Environment"
          }
        }
      },
      "Environment": {
        "type": "string",
        "enum": [
          "production",
          "staging",
          "test"
        ]
      },
      "ConsentAlgorithmic": {
        "type": "object",
        "properties": {
          "owner": {
            "$ref": "#/components/schemas/ConsentScope"
          },
          "controller": {
            "$ref": "#/components/schemas/ConsentScope"
          }
        }
      },
      "ConsentScope": {
        "type": "object",
        "properties": {
          "parsing": {
            "type": "boolean"
          },
          "revealing": {
            "type": "boolean"
          },
          "embedding": {
            "type": "boolean"
          },
          "searching": {
            "type": "boolean"
          },
          "scoring": {
            "type": "boolean"
          },
          "reasoning": {
            "type": "boolean"
          },
          "upskilling": {
            "type": "boolean"
          }
        }
      },
      "NullableTimestamp": {
        "type": [
          "string",
          "null"
        ],
        "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:?\\d{2})?$"
      },
      "ProfileInfo": {
        "type": "object",
        "properties": {
          "full_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "first_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "last_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "email": {
            "type": [
              "string",
              "null"
            ]
          },
          "phone": {
            "type": [
              "string",
              "null"
            ]
          },
          "date_birth": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "driving_license": {
            "type": [
              "string",
              "null"
            ]
          },
          "gender": {
            "$ref": "#/components/schemas/Gender"
          },
          "picture": {
            "type": [
              "string",
              "null"
            ]
          },
          "summary": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/Location"
              },
              {
                "type": "null"
              }
            ]
          },
          "urls": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/ProfileUrl"
            }
          }
        }
      },
      "Gender": {
        "type": [
          "string",
          "null"
        ],
        "enum": [
          "male",
          "female",
          "undefined",
          null
        ]
      },
      "Location": {
        "type": "object",
        "properties": {
          "text": {
            "type": [
              "string",
              "null"
            ]
          },
          "lat": {
            "type": [
              "number",
              "null"
            ],
            "minimum": -90,
            "maximum": 90
          },
          "lng": {
            "type": [
              "number",
              "null"
            ],
            "minimum": -180,
            "maximum": 180
          },
          "gmaps": {
            "type": [
              "string",
              "null"
            ]
          },
          "fields": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/LocationFields"
              },
              {
                "type": "array",
                "maxItems": 0,
                "items": {}
              },
              {
                "type": "null"
              }
            ]
          }
        }
      },
      "LocationFields": {
        "type": "object",
        "properties": {
          "category": {
            "type": [
              "string",
              "null"
            ]
          },
          "city": {
            "type": [
              "string",
              "null"
            ]
          },
          "city_district": {
            "type": [
              "string",
              "null"
            ]
          },
          "country": {
            "type": [
              "string",
              "null"
            ]
          },
          "country_region": {
            "type": [
              "string",
              "null"
            ]
          },
          "entrance": {
            "type": [
              "string",
              "null"
            ]
          },
          "house": {
            "type": [
              "string",
              "null"
            ]
          },
          "house_number": {
            "type": [
              "string",
              "number",
              "null"
            ]
          },
          "island": {
            "type": [
              "string",
              "null"
            ]
          },
          "level": {
            "type": [
              "string",
              "null"
            ]
          },
          "near": {
            "type": [
              "string",
              "null"
            ]
          },
          "po_box": {
            "type": [
              "string",
              "null"
            ]
          },
          "postcode": {
            "type": [
              "string",
              "null"
            ]
          },
          "road": {
            "type": [
              "string",
              "null"
            ]
          },
          "staircase": {
            "type": [
              "string",
              "null"
            ]
          },
          "state": {
            "type": [
              "string",
              "null"
            ]
          },
          "state_district": {
            "type": [
              "string",
              "null"
            ]
          },
          "suburb": {
            "type": [
              "string",
              "null"
            ]
          },
          "text": {
            "type": [
              "string",
              "null"
            ]
          },
          "unit": {
            "type": [
              "string",
              "null"
            ]
          },
          "world_region": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "ProfileUrl": {
        "type": "object",
        "properties": {
          "type": {
            "$ref": "#/components/schemas/UrlType"
          },
          "url": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "UrlType": {
        "type": "string",
        "enum": [
          "from_resume",
          "linkedin",
          "twitter",
          "facebook",
          "github"
        ]
      },
      "Experience": {
        "type": "object",
        "properties": {
          "key": {
            "type": [
              "string",
              "null"
            ]
          },
          "company": {
            "type": [
              "string",
              "null"
            ]
          },
          "logo": {
            "type": [
              "string",
              "null"
            ]
          },
          "title": {
            "type": [
              "string",
              "null"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/Location"
              },
              {
                "type": "null"
              }
            ]
          },
          "date_start": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "date_end": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Skill"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          }
        }
      },
      "Skill": {
        "type": "object",
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "type": {
            "$ref": "#/components/schemas/SkillType"
          },
          "value": {
            "$ref": "#/components/schemas/GeneralEntityValue"
          }
        }
      },
      "SkillType": {
        "type": [
          "string",
          "null"
        ],
        "enum": [
          "hard",
          "soft",
          null
        ]
      },
      "GeneralEntityValue": {
        "type": [
          "string",
          "number",
          "boolean",
          "null"
        ]
      },
      "GeneralEntity": {
        "type": "object",
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "value": {
            "$ref": "#/components/schemas/GeneralEntityValue"
          }
        }
      },
      "Education": {
        "type": "object",
        "properties": {
          "key": {
            "type": [
              "string",
              "null"
            ]
          },
          "school": {
            "type": [
              "string",
              "null"
            ]
          },
          "logo": {
            "type": [
              "string",
              "null"
            ]
          },
          "title": {
            "type": [
              "string",
              "null"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/Location"
              },
              {
                "type": "null"
              }
            ]
          },
          "date_start": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "date_end": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Skill"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          }
        }
      },
      "Attachment": {
        "type": "object",
        "properties": {
          "type": {
            "type": [
              "string",
              "null"
            ]
          },
          "alt": {
            "type": [
              "string",
              "null"
            ]
          },
          "file_size": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 0
          },
          "file_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "original_file_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "extension": {
            "type": [
              "string",
              "null"
            ]
          },
          "public_url": {
            "type": [
              "string",
              "null"
            ]
          },
          "updated_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "created_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          }
        }
      },
      "Label": {
        "type": "object",
        "properties": {
          "board_key": {
            "type": "string"
          },
          "job_key": {
            "type": [
              "string",
              "null"
            ]
          },
          "job_reference": {
            "type": [
              "string",
              "null"
            ]
          },
          "stage": {
            "$ref": "#/components/schemas/LabelStage"
          },
          "date_stage": {
            "type": [
              "string",
              "integer"
            ]
          },
          "rating": {
            "type": [
              "number",
              "null"
            ]
          },
          "date_rating": {
            "type": "string"
          }
        }
      },
      "LabelStage": {
        "type": "string",
        "enum": [
          "new",
          "yes",
          "later",
          "no"
        ]
      },
      "Job": {
        "type": "object",
        "required": [
          "id",
          "board_key",
          "board"
        ],
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64"
          },
          "key": {
            "type": [
              "string",
              "null"
            ]
          },
          "reference": {
            "type": [
              "string",
              "null"
            ]
          },
          "board_key": {
            "type": "string"
          },
          "board": {
            "$ref": "#/components/schemas/BoardRef"
          },
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "url": {
            "type": [
              "string",
              "null"
            ]
          },
          "picture": {
            "type": [
              "string",
              "null"
            ]
          },
          "summary": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/Location"
              },
              {
                "type": "null"
              }
            ]
          },
          "archive": {},
          "archived_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "created_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "updated_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "sections": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Section"
            }
          },
          "culture": {
            "type": [
              "string",
              "null"
            ]
          },
          "benefits": {
            "type": [
              "string",
              "null"
            ]
          },
          "responsibilities": {
            "type": [
              "string",
              "null"
            ]
          },
          "requirements": {
            "type": [
              "string",
              "null"
            ]
          },
          "interviews": {
            "type": [
              "string",
              "null"
            ]
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Skill"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "tags": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "metadatas": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntity"
            }
          },
          "ranges_float": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/RangesFloat"
            }
          },
          "ranges_date": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/RangesDate"
            }
          }
        }
      },
      "BoardRef": {
        "type": "object",
        "properties": {
          "key": {
            "type": "string"
          },
          "name": {
            "type": "string"
          },
          "type": {
            "type": "string"
          },
          "subtype": {
            "type": "string"
          },
          "environment": {
            "$ref": "#/components/schemas/Environment"
          }
        }
      },
      "Section": {
        "type": "object",
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "title": {
            "type": [
              "string",
              "null"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "RangesFloat": {
        "type": "object",
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "value_min": {
            "type": [
              "number",
              "null"
            ]
          },
          "value_max": {
            "type": [
              "number",
              "null"
            ]
          },
          "unit": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "RangesDate": {
        "type": "object",
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "value_min": {
            "type": [
              "string",
              "null"
            ]
          },
          "value_max": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "ProfileWrite": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "info",
          "text"
        ],
        "properties": {
          "key": {
            "type": [
              "string",
              "null"
            ],
            "pattern": "^[0-9a-f]{40}$"
          },
          "reference": {
            "type": [
              "string",
              "null"
            ]
          },
          "info": {
            "$ref": "#/components/schemas/ProfileInfoWrite"
          },
          "text_language": {
            "type": [
              "string",
              "null"
            ]
          },
          "text": {
            "type": "string"
          },
          "created_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "consent_algorithmic": {
            "$ref": "#/components/schemas/ConsentAlgorithmicWrite"
          },
          "experiences_duration": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0
          },
          "educations_duration": {
            "type": [
              "number",
              "null"
            ],
            "minimum": 0
          },
          "experiences": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/ExperienceWrite"
            }
          },
          "educations": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/EducationWrite"
            }
          },
          "attachments": {
            "type": "array",
            "maxItems": 0,
            "items": {
              "$ref": "#/components/schemas/Attachment"
            }
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/SkillWrite"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "tags": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "metadatas": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "labels": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/LabelWrite"
            }
          }
        }
      },
      "ProfileInfoWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "full_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "first_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "last_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "email": {
            "type": [
              "string",
              "null"
            ]
          },
          "phone": {
            "type": [
              "string",
              "null"
            ]
          },
          "date_birth": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "driving_license": {
            "type": [
              "string",
              "null"
            ]
          },
          "gender": {
            "$ref": "#/components/schemas/Gender"
          },
          "picture": {
            "type": [
              "string",
              "null"
            ]
          },
          "summary": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/LocationWrite"
              },
              {
                "type": "null"
              }
            ]
          },
          "urls": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/ProfileUrlWrite"
            }
          }
        }
      },
      "LocationWrite": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "text"
        ],
        "properties": {
          "text": {
            "type": [
              "string",
              "null"
            ]
          },
          "lat": {
            "type": [
              "number",
              "null"
            ],
            "minimum": -90,
            "maximum": 90
          },
          "lng": {
            "type": [
              "number",
              "null"
            ],
            "minimum": -180,
            "maximum": 180
          },
          "gmaps": {
            "type": [
              "string",
              "null"
            ]
          },
          "fields": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/LocationFieldsWrite"
              },
              {
                "type": "array",
                "maxItems": 0,
                "items": {}
              },
              {
                "type": "null"
              }
            ]
          }
        }
      },
      "LocationFieldsWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "category": {
            "type": [
              "string",
              "null"
            ]
          },
          "city": {
            "type": [
              "string",
              "null"
            ]
          },
          "city_district": {
            "type": [
              "string",
              "null"
            ]
          },
          "country": {
            "type": [
              "string",
              "null"
            ]
          },
          "country_region": {
            "type": [
              "string",
              "null"
            ]
          },
          "entrance": {
            "type": [
              "string",
              "null"
            ]
          },
          "house": {
            "type": [
              "string",
              "null"
            ]
          },
          "house_number": {
            "type": [
              "string",
              "number",
              "null"
            ]
          },
          "island": {
            "type": [
              "string",
              "null"
            ]
          },
          "level": {
            "type": [
              "string",
              "null"
            ]
          },
          "near": {
            "type": [
              "string",
              "null"
            ]
          },
          "po_box": {
            "type": [
              "string",
              "null"
            ]
          },
          "postcode": {
            "type": [
              "string",
              "null"
            ]
          },
          "road": {
            "type": [
              "string",
              "null"
            ]
          },
          "staircase": {
            "type": [
              "string",
              "null"
            ]
          },
          "state": {
            "type": [
              "string",
              "null"
            ]
          },
          "state_district": {
            "type": [
              "string",
              "null"
            ]
          },
          "suburb": {
            "type": [
              "string",
              "null"
            ]
          },
          "text": {
            "type": [
              "string",
              "null"
            ]
          },
          "unit": {
            "type": [
              "string",
              "null"
            ]
          },
          "world_region": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "ProfileUrlWrite": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "type",
          "url"
        ],
        "properties": {
          "type": {
            "$ref": "#/components/schemas/UrlType"
          },
          "url": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "ConsentAlgorithmicWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "owner": {
            "$ref": "#/components/schemas/ConsentScopeWrite"
          },
          "controller": {
            "$ref": "#/components/schemas/ConsentScopeWrite"
          }
        }
      },
      "ConsentScopeWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "parsing": {
            "type": "boolean"
          },
          "revealing": {
            "type": "boolean"
          },
          "embedding": {
            "type": "boolean"
          },
          "searching": {
            "type": "boolean"
          },
          "scoring": {
            "type": "boolean"
          },
          "reasoning": {
            "type": "boolean"
          },
          "upskilling": {
            "type": "boolean"
          }
        }
      },
      "ExperienceWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "key": {
            "type": [
              "string",
              "null"
            ]
          },
          "company": {
            "type": [
              "string",
              "null"
            ]
          },
          "logo": {
            "type": [
              "string",
              "null"
            ]
          },
          "title": {
            "type": [
              "string",
              "null"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/LocationWrite"
              },
              {
                "type": "null"
              }
            ]
          },
          "date_start": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "date_end": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/SkillWrite"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          }
        }
      },
      "SkillWrite": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "type"
        ],
        "properties": {
          "name": {
            "type": "string"
          },
          "type": {
            "$ref": "#/components/schemas/SkillType"
          },
          "value": {
            "$ref": "#/components/schemas/GeneralEntityValue"
          }
        }
      },
      "GeneralEntityWrite": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "type": "string"
          },
          "value": {
            "$ref": "#/components/schemas/GeneralEntityValue"
          }
        }
      },
      "EducationWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "key": {
            "type": [
              "string",
              "null"
            ]
          },
          "school": {
            "type": [
              "string",
              "null"
            ]
          },
          "logo": {
            "type": [
              "string",
              "null"
            ]
          },
          "title": {
            "type": [
              "string",
              "null"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/LocationWrite"
              },
              {
                "type": "null"
              }
            ]
          },
          "date_start": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "date_end": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/SkillWrite"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          }
        }
      },
      "LabelWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "board_key": {
            "type": "string"
          },
          "job_key": {
            "type": [
              "string",
              "null"
            ]
          },
          "job_reference": {
            "type": [
              "string",
              "null"
            ]
          },
          "stage": {
            "$ref": "#/components/schemas/LabelStage"
          },
          "date_stage": {
            "type": [
              "string",
              "integer"
            ]
          },
          "rating": {
            "type": [
              "number",
              "null"
            ]
          },
          "date_rating": {
            "type": "string"
          }
        }
      },
      "JobWrite": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "location"
        ],
        "properties": {
          "key": {
            "type": [
              "string",
              "null"
            ],
            "pattern": "^[0-9a-f]{40}$"
          },
          "reference": {
            "type": [
              "string",
              "null"
            ]
          },
          "name": {
            "type": "string"
          },
          "url": {
            "type": [
              "string",
              "null"
            ]
          },
          "picture": {
            "type": [
              "string",
              "null"
            ]
          },
          "summary": {
            "type": [
              "string",
              "null"
            ]
          },
          "location": {
            "$ref": "#/components/schemas/LocationWrite"
          },
          "created_at": {
            "$ref": "#/components/schemas/NullableTimestamp"
          },
          "sections": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/SectionWrite"
            }
          },
          "culture": {
            "type": [
              "string",
              "null"
            ]
          },
          "benefits": {
            "type": [
              "string",
              "null"
            ]
          },
          "responsibilities": {
            "type": [
              "string",
              "null"
            ]
          },
          "requirements": {
            "type": [
              "string",
              "null"
            ]
          },
          "interviews": {
            "type": [
              "string",
              "null"
            ]
          },
          "skills": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/SkillWrite"
            }
          },
          "languages": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "certifications": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "courses": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "tasks": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "interests": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "tags": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "metadatas": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/GeneralEntityWrite"
            }
          },
          "ranges_float": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/RangesFloatWrite"
            }
          },
          "ranges_date": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/RangesDateWrite"
            }
          }
        }
      },
      "SectionWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "title": {
            "type": [
              "string",
              "null"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "RangesFloatWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "value_min": {
            "type": [
              "number",
              "null"
            ]
          },
          "value_max": {
            "type": [
              "number",
              "null"
            ]
          },
          "unit": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "RangesDateWrite": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "value_min": {
            "type": [
              "string",
              "null"
            ]
          },
          "value_max": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      }
    }
  }
};
