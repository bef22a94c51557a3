package document

import (
	"encoding/json"
	"io"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

// hostile documents are made to cost time or memory. Read looks at the first
// MiB of each.
func hostile() map[string]string {
	const size = 10 << 20
	fill := func(head, unit, tail string, n int) string {
		return head + strings.Repeat(unit, (n-len(head)-len(tail))/len(unit)) + tail
	}
	var keys strings.Builder
	for i := range 80000 {
		keys.WriteString(`"` + strconv.Itoa(i) + `":1,`)
	}
	return map[string]string{
		"10 MB of objects":   fill(`{"name":`, `{"a":`, "", size),
		"10 MB of arrays":    fill(`{"name":"Ada","a":`, "[", "", size),
		"arrays":             fill(`{"name":"Ada","a":`, "[", "", MaxBytes),
		"balanced arrays":    `{"a":` + strings.Repeat("[", 500000) + strings.Repeat("]", 500000) + "}",
		"a million values":   fill(`{"name":"Ada","a":[`, "1,", "1]}", MaxBytes),
		"empty objects":      fill(`{"name":"Ada","a":[`, "{},", "{}]}", MaxBytes),
		"keys":               "{" + keys.String() + `"name":"Ada"}`,
		"wide and deep":      fill(`{"name":"Ada","a":[[[[[[[[[[[[[`, `"x",`, `1]]]]]]]]]]]]]}`, MaxBytes),
		"a huge number":      fill(`{"birthDate":`, "9", "}", MaxBytes),
		"a huge exponent":    `{"birthDate":1e` + strings.Repeat("9", 1000) + "}",
		"a huge text":        fill(`{"name":"`, "a", `"}`, MaxBytes),
		"escapes":            fill(`{"name":"`, `\u0041`, `"}`, MaxBytes),
		"backslashes":        fill(`{"name":"`, `\\`, `"}`, MaxBytes),
		"keys with escapes":  fill(`{"name":"Ada"`, `,"\u0061":1`, "}", MaxBytes),
		"spaces":             fill(`{"name":"Ada"`, " ", "}", MaxBytes),
		"verified claims":    fill(`{"verified_claims":[`, "{},", "{}]}", MaxBytes),
		"fillers":            fill("P", "<", "", MaxBytes),
		"something like JWT": fill("eyJ", "a", ".a.a", MaxBytes),
	}
}

// TestHostile: each is refused or read, and no error repeats what was in it.
func TestHostile(t *testing.T) {
	for name, in := range hostile() {
		_, err := Read(strings.NewReader(in), opts)
		if err != nil && (!fault.Is(err, fault.Usage) || len(err.Error()) > 400) {
			t.Errorf("%s: error %.500v", name, err)
		}
		if err == nil && name != "spaces" {
			t.Errorf("%s: no error", name)
		}
	}
}

// BenchmarkHostile measures what each costs: none more than tens of milliseconds
// and a few MiB.
func BenchmarkHostile(b *testing.B) {
	for name, in := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Read(strings.NewReader(in), opts)
			}
		})
	}
}

// endless is a stream without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestEndless(t *testing.T) {
	if _, err := Read(io.MultiReader(strings.NewReader("{"), endless{}), opts); !fault.Is(err, fault.Usage) {
		t.Errorf("error %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`{"name":"Ada","address":{"country":"GB"},"x":[1,{"a":null}]}`, ocrSample, specimen, `{"\ud800":1}`, `{"mrz":["` + specimen[:44] + `","` + specimen[45:] + `"]}`,
		`{"ocrData":{"name":{"givenName":"ADA","middleName":"ADA"},"birthDate":-1,"addressFields":{"street":"x"},"mrz1":"P<"}}`,
		`{"name":"x","verified_claims":[` + entry(`"name":"Ada","nationalities":["GB"],"msisdn":"1"`) + `,{"verification":{"trust_framework":"x","evidence":{"document":{"number":1}}},"claims":{"name":"Ada"}}]}`,
		"eyJh.a.b",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := FromObject(data, opts)
		if err != nil {
			if !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
				t.Errorf("error of another kind: %v", err)
			}
			return
		}
		if len(doc.Claims) == 0 || doc.Format == "" {
			t.Errorf("accepted without content: %+v", doc)
		}
		for k, v := range doc.Claims {
			if v == "" || len(v) > 2*maxValue+1 || v != strings.TrimSpace(v) {
				t.Errorf("claim %s of %d bytes", k, len(v))
			}
		}
		again(t, doc)
	})
}

// again: what was read, given as OpenID Connect claims, is read the same.
func again(t *testing.T, doc Document) {
	t.Helper()
	data, err := json.Marshal(doc.Claims)
	if err != nil {
		t.Fatal(err)
	}
	got, err := FromObject(data, opts)
	if err != nil {
		if doc.Claims.Has(openIDText[:]...) || doc.Claims.Has(claims.AddressFormatted, claims.AddressStreet) {
			for _, v := range doc.Claims {
				if len(v) > maxValue {
					return
				}
			}
			t.Fatalf("%s: %v", data, err)
		}
		return
	}
	if !maps.Equal(got.Claims, doc.Claims) {
		t.Errorf("%v is read again as %v", doc.Claims, got.Claims)
	}
}

func FuzzFromValues(f *testing.F) {
	f.Add("name", "Ada")
	f.Add("address.country", "GB")
	f.Add("\xff", "\x00")
	f.Fuzz(func(t *testing.T, k, v string) {
		doc, err := FromValues(map[string]string{k: v})
		if err != nil {
			if !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
				t.Errorf("error of another kind: %v", err)
			}
			return
		}
		again(t, doc)
	})
}

// ocrSample is an answer of usual size.
const ocrSample = `{"name":{"fullName":"ADA KING MORGAN","firstName":"ADA","paternalLastName":"MORGAN","maternalLastName":null,"givenName":"ADA KING",
"middleName":"KING","machineReadableFullName":"MORGAN<<ADA<KING","givenNameMrz":"ADA KING","lastNameMrz":"MORGAN"},"address":"12 MARKET ST\nSAN FRANCISCO CA 941020000",
"addressFields":{"street":"12 MARKET ST","postalCode":"941020000","city":"SAN FRANCISCO","state":"CA"},"typeOfId":"DriversLicense",
"checkedAddress":"12 MARKET ST, SAN FRANCISCO, CA 94102, USA","checkedAddressBean":{"street":"12 Market Street","postalCode":"94102","city":"San Francisco","state":"CA",
"label":"12 Market Street, San Francisco, CA 94102","latitude":37.7,"longitude":-122.4},"documentFrontSubtype":"DL","documentBackSubtype":"DL","birthDate":660787200000,
"issuedAt":"1626220800000","expireAt":"1941667200000","issueDate":2021,"expirationDate":2031,"gender":"F","documentNumber":"D1234567","personalNumber":null,"refNumber":null,
"taxIdNumber":null,"issuingCountry":"USA","issuingState":"CALIFORNIA","issuingAuthority":null,"nationality":"","nationalityMrz":"","birthPlace":"","barcodeRawData":"",
"restrictions":null,"curp":null,"cic":null,"additionalTimestamps":null,"ocrDataConfidence":{"birthDateConfidence":0.95,"nameConfidence":null,"addressConfidence":0.91}}`

func BenchmarkFromObject(b *testing.B) {
	for name, in := range map[string]string{
		"openid": `{"name":"Ada Morgan","given_name":"Ada","family_name":"Morgan","birthdate":"1990-12-10","email":"ada@corp.example","address":{"street_address":"1 High St","locality":"London","country":"GB"}}`,
		"ocr":    ocrSample, "mrz": specimen,
		"verified": `{"verified_claims":` + entry(`"given_name":"Ada","family_name":"Morgan","birthdate":"1990-12-10","address":{"locality":"London","country":"GB"}`) + `}`,
	} {
		b.Run(name, func(b *testing.B) {
			data := []byte(in)
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := FromObject(data, opts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
