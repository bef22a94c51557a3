package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// What every kind that can store does.
func TestStores(t *testing.T) {
	for kind, origin := range map[string]secret.Origin{
		KindAuto: originKeyring, KindKeyring: originKeyring, KindFile: originFile, KindMemory: "memory",
	} {
		t.Run(kind, func(t *testing.T) {
			b := open(t, kind)
			b.missing("corp")
			b.remove("corp")
			if files := b.files(); len(files) > 0 {
				t.Errorf("reading and deleting nothing created %q", files)
			}
			b.set("corp", planted, origin)
			b.want("corp", planted, origin)
			b.want("CORP", planted, origin)
			b.set("Corp", "second "+planted, origin)
			b.want("corp", "second "+planted, origin)
			const odd = "  'quotes'\n\x00\xff no UTF-8 \t"
			b.set("Größe 7'", odd, origin)
			b.want("Größe 7'", odd, origin)
			b.missing("GRÖßE 7'") // only a-z are folded
			b.remove("cORP")
			b.missing("corp")
			b.want("Größe 7'", odd, origin)
			b.remove("corp")
		})
	}
}

// The profile's own secrets are kept like those of integrations, under names that
// no integration has, and have variables of their own.
func TestOwnNames(t *testing.T) {
	for kind, origin := range map[string]secret.Origin{KindAuto: originKeyring, KindKeyring: originKeyring, KindFile: originFile} {
		b := open(t, kind)
		for name, with := range map[string]string{
			"@incode-api-key": "incodectl incode connect", "@api-key-65f0c0ffee": "incodectl api-keys generate", "corp": "incodectl integrations set-secret",
		} {
			_, _, err := b.Get(t.Context(), name)
			if !fault.Is(err, fault.NotFound) || !strings.Contains(fault.HintOf(err), with) || !strings.Contains(fault.HintOf(err), EnvName(name)) {
				t.Errorf("%s: %v, hint %q", name, err, fault.HintOf(err))
			}
			if strings.Contains(err.Error(), "@") {
				t.Errorf("a name that means nothing to people is shown: %v", err)
			}
			b.set(name, planted+name, origin)
		}
		b.want("@incode-api-key", planted+"@incode-api-key", origin)
		b.want("@api-key-65f0c0ffee", planted+"@api-key-65f0c0ffee", origin)
		b.missing("incode-api-key")
	}
}

func TestRefusedNamesAndValues(t *testing.T) {
	for _, kind := range []string{KindAuto, KindKeyring, KindFile, KindMemory, KindEnv} {
		b := open(t, kind)
		ctx := t.Context()
		for _, name := range []string{"", "a\nb", "a\x00", "\xff", strings.Repeat("n", maxName+1)} {
			_, _, err := b.Get(ctx, name)
			wantFault(t, err, fault.Usage)
			_, err = b.Set(ctx, name, secret.New(planted))
			wantFault(t, err, fault.Usage)
			if kind != KindMemory {
				wantFault(t, b.Delete(ctx, name), fault.Usage)
			}
		}
		_, err := b.Set(ctx, "corp", secret.Value{})
		wantFault(t, err, fault.Usage, "empty", "corp")
		_, err = b.Set(ctx, "corp", secret.New(strings.Repeat(planted, maxSecret/len(planted)+1)))
		wantFault(t, err, fault.Usage, "at most")
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, o := range map[string]Options{
		"no kind":       {Profile: "p", Dir: dir},
		"unknown kind":  {Kind: "vault", Profile: "p", Dir: dir},
		"no profile":    {Kind: KindEnv},
		"climbing":      {Kind: KindFile, Profile: "../p", Dir: dir},
		"hidden":        {Kind: KindFile, Profile: "..", Dir: dir},
		"separator":     {Kind: KindFile, Profile: "a/b", Dir: dir},
		"upper case":    {Kind: KindFile, Profile: "P", Dir: dir},
		"relative data": {Kind: KindKeyring, Profile: "p", Dir: "data"},
	} {
		if _, err := Open(o); !fault.Is(err, fault.Usage) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	for _, kind := range []string{KindAuto, KindKeyring, KindFile, KindEnv} {
		b := open(t, kind)
		_, _, err := b.Get(cancelled(t), "corp")
		_, setErr := b.Set(cancelled(t), "corp", secret.New(planted))
		for _, err := range []error{err, setErr, b.Delete(cancelled(t), "corp")} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: got %v", kind, err)
			}
		}
		if len(b.keyring.calls) > 0 || len(b.files()) > 0 {
			t.Errorf("%s: something was done", kind)
		}
	}
}

func TestEnvironmentWins(t *testing.T) {
	for _, kind := range []string{KindAuto, KindKeyring, KindFile} {
		b := open(t, kind)
		if _, err := b.Set(t.Context(), "corp-1", secret.New("stored")); err != nil {
			t.Fatal(err)
		}
		b.env["INCODECTL_SECRET_CORP_1"] = planted
		b.keyring.calls = nil
		b.want("corp-1", planted, "INCODECTL_SECRET_CORP_1")
		if len(b.keyring.calls) > 0 {
			t.Errorf("%s: the keyring was asked all the same", kind)
		}
		b.warned = nil
		if _, err := b.Set(t.Context(), "corp-1", secret.New(planted)); err != nil || len(b.warned) > 0 {
			t.Errorf("%s: the same secret: %v, warnings %q", kind, err, b.warned)
		}
		if _, err := b.Set(t.Context(), "corp-1", secret.New("other")); err != nil || len(b.warned) != 1 || !strings.Contains(b.warned[0], "INCODECTL_SECRET_CORP_1") {
			t.Errorf("%s: another secret: %v, warnings %q", kind, err, b.warned)
		}
		b.env["INCODECTL_SECRET_CORP_1"] = ""
		if v, _, err := b.Get(t.Context(), "corp-1"); err != nil || v.Reveal() != "other" {
			t.Errorf("%s: an empty variable is no secret: %v", kind, err)
		}
	}
	b := open(t, KindMemory)
	b.env["INCODECTL_SECRET_CORP"] = planted
	b.missing("corp")
}

// The setting secret_store is not the secret of an integration called store.
func TestSettingIsNoSecret(t *testing.T) {
	b := open(t, KindEnv)
	b.env["INCODECTL_SECRET_STORE"] = "env"
	b.missing("store")
	b.env["INCODECTL_SECRET_STORE_"] = planted
	b.want("Store", planted, "INCODECTL_SECRET_STORE_")
}

func TestEnvironmentOnly(t *testing.T) {
	b := open(t, KindEnv)
	_, _, err := b.Get(t.Context(), "corp")
	wantFault(t, err, fault.NotFound, "INCODECTL_SECRET_CORP", "corp", "export")
	_, err = b.Set(t.Context(), "corp", secret.New(planted))
	wantFault(t, err, fault.SecretUnavailable, "INCODECTL_SECRET_CORP", "--secret-store env")
	b.env["INCODECTL_SECRET_CORP"] = planted
	b.set("corp", planted, "INCODECTL_SECRET_CORP")
	b.want("corp", planted, "INCODECTL_SECRET_CORP")
	_, err = b.Set(t.Context(), "corp", secret.New("other"))
	wantFault(t, err, fault.SecretUnavailable, "holds another one")
	b.remove("corp")
	b.want("corp", planted, "INCODECTL_SECRET_CORP")
	if len(b.keyring.calls) > 0 || len(b.files()) > 0 {
		t.Errorf("keyring calls %q, files %q", b.keyring.calls, b.files())
	}
}

func TestAutoReadsTheFileButNeverWritesIt(t *testing.T) {
	b := open(t, KindAuto)
	file, err := Open(Options{Kind: KindFile, Profile: "prod", Dir: b.dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b"} {
		if _, err := file.Set(t.Context(), name, secret.New("in file")); err != nil {
			t.Fatal(err)
		}
	}
	b.want("a", "in file", originFile)
	locked := func(string, string) error { return errors.New("failed to unlock correct collection '/x'") }
	b.keyring.hook = locked
	b.want("a", "in file", originFile)
	_, _, err = b.Get(t.Context(), "c")
	wantFault(t, err, fault.SecretUnavailable, "locked", "INCODECTL_SECRET_C", "--secret-store file")
	_, err = b.Set(t.Context(), "a", secret.New(planted))
	wantFault(t, err, fault.SecretUnavailable, "locked")
	b.want("a", "in file", originFile)
	b.noPlaintext(planted)

	b.keyring.hook = nil
	b.set("a", planted, originKeyring)
	b.want("a", planted, originKeyring)
	b.keyring.hook = locked // the old one must not come back now
	_, _, err = b.Get(t.Context(), "a")
	wantFault(t, err, fault.SecretUnavailable)
	b.want("b", "in file", originFile)

	wantFault(t, b.Delete(t.Context(), "b"), fault.SecretUnavailable, "delete")
	b.keyring.hook = nil
	b.missing("b")
}

// When the keyring has nothing but the file cannot be trusted, the file is the
// reason; when neither can be asked, both are named.
func TestAutoWithBadFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes on Windows")
	}
	b := open(t, KindAuto)
	path := filepath.Join(b.dir, "secrets", "prod.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(`{"version":1,"secrets":{}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	_, _, err := b.Get(t.Context(), "corp")
	wantFault(t, err, fault.SecretUnavailable, path, "chmod 600")
	b.keyring.hook = func(string, string) error { return errors.New("is locked") }
	_, _, err = b.Get(t.Context(), "corp")
	wantFault(t, err, fault.SecretUnavailable, "locked")
	if len(b.warned) != 1 || !strings.Contains(b.warned[0], path) {
		t.Errorf("warned %q", b.warned)
	}
	b.keyring.hook, b.warned = nil, nil
	b.set("corp", planted, originKeyring)
	if len(b.warned) != 1 || !strings.Contains(b.warned[0], path) {
		t.Errorf("warned %q", b.warned)
	}
}
