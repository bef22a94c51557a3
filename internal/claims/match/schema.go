package match

import _ "embed"

//go:embed policy.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of a policy file, for editors
// and checks in CI. ParsePolicy refuses more: combinations that contradict each
// other, and policies nothing could pass.
func Schema() []byte { return append([]byte(nil), schema...) }
