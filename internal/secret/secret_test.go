package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/secret"
)

const planted = "pl4nted-s3cret"

// holders are the shapes a secret is met in. An unexported field matters: fmt
// reaches it by reflection and calls none of its methods.
func holders() map[string]any {
	v := secret.New(planted)
	type hidden struct{ token secret.Value }
	return map[string]any{
		"value":            v,
		"pointer":          &v,
		"field":            struct{ Token secret.Value }{v},
		"hidden field":     hidden{v},
		"hidden in hidden": struct{ h *hidden }{&hidden{v}},
		"hidden pointer":   struct{ p *secret.Value }{&v},
		"hidden slice":     struct{ s []secret.Value }{[]secret.Value{v}},
		"slice":            []secret.Value{v},
		"map":              map[string]secret.Value{"k": v},
		"hidden map":       struct{ m map[string]secret.Value }{map[string]secret.Value{"k": v}},
		"any":              []any{v, &v},
		"xml": struct {
			XMLName xml.Name `xml:"login"`
			Token   secret.Value
		}{Token: v},
	}
}

func TestNoVerbPrintsIt(t *testing.T) {
	for name, h := range holders() {
		for verb := rune('!'); verb <= '~'; verb++ {
			for _, flags := range []string{"", "+", "#", "-", " ", "0", "+#", "40", ".3", "[1]"} {
				if verb >= '0' && verb <= '9' || strings.ContainsRune("+-# .*[%", verb) {
					continue
				}
				format := "%" + flags + string(verb)
				check(t, name+" "+format, fmt.Sprintf(format, h))
			}
		}
		check(t, name+" Sprint", fmt.Sprint(h))
		check(t, name+" error", fmt.Errorf("no: %v: %w", h, io.EOF).Error())
		check(t, name+" joined", errors.Join(fmt.Errorf("%+v", h), io.EOF).Error())
	}
}

func TestNoEncoderPrintsIt(t *testing.T) {
	for name, h := range holders() {
		j, _ := json.MarshalIndent(h, "", " ")
		check(t, name+" json", string(j))
		x, _ := xml.Marshal(h)
		check(t, name+" xml", string(x))
		var g bytes.Buffer
		_ = gob.NewEncoder(&g).Encode(h)
		check(t, name+" gob", g.String())
		y, err := yaml.Marshal(h)
		if err != nil {
			t.Errorf("%s: yaml: %v", name, err)
		}
		check(t, name+" yaml", string(y))
	}
	asKey, err := json.Marshal(map[secret.Value]int{secret.New(planted): 1})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "json map key", string(asKey))
	attr, err := xml.Marshal(struct {
		XMLName xml.Name     `xml:"login"`
		Token   secret.Value `xml:"token,attr"`
	}{Token: secret.New(planted)})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "xml attribute", string(attr))
}

func TestNoLoggerPrintsIt(t *testing.T) {
	var out bytes.Buffer
	level := &slog.HandlerOptions{Level: slog.LevelDebug}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, level), slog.NewJSONHandler(&out, level)} {
		for name, h := range holders() {
			slog.New(handler).Debug("m", name, h, slog.Group("g", name, h))
		}
	}
	check(t, "slog", out.String())
}

func TestShownAs(t *testing.T) {
	v := secret.New(planted)
	if got := fmt.Sprintf("%v %s %q %d %#v", v, v, v, v, v); got != strings.TrimSpace(strings.Repeat("[redacted] ", 5)) {
		t.Errorf("fmt shows %q", got)
	}
	j, err := json.Marshal(map[string]any{"token": v})
	if err != nil || string(j) != `{"token":"[redacted]"}` {
		t.Errorf("json shows %s, %v", j, err)
	}
	if got := slog.AnyValue(v).Resolve().String(); got != "[redacted]" {
		t.Errorf("slog shows %q", got)
	}
}

func TestEqual(t *testing.T) {
	if secret.New(planted) != secret.New("pl4nted-"+planted[8:]) || secret.New("a") == secret.New("b") || secret.New("") != (secret.Value{}) {
		t.Error("== does not compare the secrets")
	}
}

func TestReveal(t *testing.T) {
	v := secret.New(planted)
	if v.Reveal() != planted || v.Len() != len(planted) || v.Empty() {
		t.Errorf("got %d bytes, empty %v", v.Len(), v.Empty())
	}
	for _, none := range []secret.Value{{}, secret.New("")} {
		if !none.Empty() || none.Len() != 0 || none.Reveal() != "" {
			t.Errorf("an empty secret is not empty")
		}
	}
}

func TestEnvName(t *testing.T) {
	for name, want := range map[string]string{
		"corp":        "INCODECTL_SECRET_CORP",
		"Corp-Okta.2": "INCODECTL_SECRET_CORP_OKTA_2",
		"corp okta/2": "INCODECTL_SECRET_CORP_OKTA_2",
		"größe":       "INCODECTL_SECRET_GR__E",
		"ıſ\u212a":    "INCODECTL_SECRET____", // letters whose other case is ASCII
		"store":       "INCODECTL_SECRET_STORE_",
		"stored":      "INCODECTL_SECRET_STORED",
		"":            "INCODECTL_SECRET_",

		"@incode-client-secret": "INCODECTL_INCODE_CLIENT_SECRET",
		"@incode-api-key":       "INCODECTL_INCODE_API_KEY",
		"@api-key-65f0c0ffee":   "INCODECTL_API_KEY_65F0C0FFEE",
		"a@incode":              "INCODECTL_SECRET_A_INCODE",
	} {
		if got := secret.EnvName(name); got != want {
			t.Errorf("EnvName(%q) = %q, want %q", name, got, want)
		}
	}
}

// check fails when text shows the secret as it is, or as numbers or in base 16.
func check(t *testing.T, what, text string) {
	t.Helper()
	for _, form := range []string{planted, fmt.Sprintf("%x", planted), fmt.Sprintf("%X", planted), "112 108 52 110", planted[:6]} {
		if strings.Contains(text, form) {
			t.Errorf("%s shows the secret: %s", what, text)
			return
		}
	}
}
