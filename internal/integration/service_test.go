package integration_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/store"
)

// box is a secret store in a map, with an environment; fail makes Set fail.
type box struct {
	m, env map[string]string
	fail   error
}

func (b *box) Get(_ context.Context, name string) (secret.Value, secret.Origin, error) {
	if v, ok := b.env[secret.EnvName(name)]; ok {
		return secret.New(v), secret.EnvOrigin(name), nil
	}
	v, ok := b.m[name]
	if !ok {
		return secret.Value{}, "", fault.New(fault.NotFound, "no secret")
	}
	return secret.New(v), "memory", nil
}

func (b *box) Set(_ context.Context, name string, v secret.Value) (secret.Origin, error) {
	if b.fail != nil {
		return "", b.fail
	}
	b.m[name] = v.Reveal()
	return "memory", nil
}

func (b *box) Delete(_ context.Context, name string) error {
	delete(b.m, name)
	return nil
}

func now() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }

func service(t *testing.T) (*integration.Service, *box) {
	t.Helper()
	repo, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := repo.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &box{m: map[string]string{}}
	n := 0
	s := &integration.Service{
		Repo: repo, Now: now, Actor: "ada@desk",
		Secrets: func() (secret.Store, error) { return b, nil },
		NewID: func() string {
			n++
			return fmt.Sprintf("0000abcd-0000-7000-8000-%012d", n)
		},
	}
	if err := s.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}
	return s, b
}

func corp() integration.CreateRequest {
	return integration.CreateRequest{
		Template: integration.OktaDirectory, Name: "corp",
		Settings: integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}},
		Secret:   secret.New("00token"),
	}
}

func create(t *testing.T, s *integration.Service) integration.Integration {
	t.Helper()
	in, _, err := s.Create(t.Context(), corp())
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestFeatureOffRefusesEverything(t *testing.T) {
	s, b := service(t)
	in := create(t, s)
	if err := s.SetFeature(t.Context(), integration.FeatureEcosystem, false); err != nil {
		t.Fatal(err)
	}
	calls := map[string]func() error{
		"catalogue": func() error { _, err := s.Catalogue(t.Context()); return err },
		"create":    func() error { r := corp(); r.Name = "other"; _, _, err := s.Create(t.Context(), r); return err },
		"list":      func() error { _, err := s.List(t.Context()); return err },
		"get":       func() error { _, err := s.Get(t.Context(), in.ID); return err },
		"edit":      func() error { _, _, err := s.Edit(t.Context(), in.ID, integration.EditRequest{Name: "x"}); return err },
		"preview":   func() error { _, err := s.PreviewDelete(t.Context(), in.ID); return err },
		"delete":    func() error { _, err := s.Delete(t.Context(), integration.Doomed{Integration: in}); return err },
		"secret":    func() error { _, _, err := s.SetSecret(t.Context(), in.ID, secret.New("x")); return err },
	}
	for name, call := range calls {
		err := call()
		if !fault.Is(err, fault.FeatureDisabled) || !strings.Contains(err.Error(), integration.FeatureEcosystem) ||
			!strings.Contains(fault.HintOf(err), "Incode representative") {
			t.Errorf("%s: %v (%s)", name, err, fault.HintOf(err))
		}
	}
	if b.m["corp"] != "00token" || len(b.m) != 1 {
		t.Errorf("secrets changed: %v", b.m)
	}
}

func TestCreateStoresBothOrNothing(t *testing.T) {
	s, b := service(t)
	b.fail = errors.New("keyring is locked")
	if _, _, err := s.Create(t.Context(), corp()); !errors.Is(err, b.fail) {
		t.Fatalf("create: %v", err)
	}
	if all, err := s.List(t.Context()); err != nil || len(all) != 0 {
		t.Fatalf("left behind: %v, %v", all, err)
	}
	b.fail = nil
	create(t, s)

	r := corp()
	r.Name, r.Secret = "CORP", secret.New("another org's token")
	if _, _, err := s.Create(t.Context(), r); !fault.Is(err, fault.Conflict) {
		t.Fatalf("second of the name: %v", err)
	}
	if b.m["corp"] != "00token" {
		t.Errorf("the first one's secret was overwritten")
	}
}

func TestNamesMayNotShareAVariable(t *testing.T) {
	s, _ := service(t)
	r := corp()
	r.Name = "corp-a"
	if _, _, err := s.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	r.Name = "corp_a"
	if _, _, err := s.Create(t.Context(), r); !fault.Is(err, fault.Conflict) {
		t.Fatalf("create: %v, want conflict: both are INCODECTL_SECRET_CORP_A", err)
	}
}

func TestComingSoonIsRefusedInThoseWords(t *testing.T) {
	s, _ := service(t)
	_, _, err := s.Create(t.Context(), integration.CreateRequest{Template: integration.BYODirectory, Name: "x"})
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "coming soon") {
		t.Fatal(err)
	}
}

func TestEdit(t *testing.T) {
	s, b := service(t)
	in := create(t, s)

	_, after, err := s.Edit(t.Context(), "corp", integration.EditRequest{Name: "prod"})
	if err != nil || after.ID != in.ID || after.Name != "prod" {
		t.Fatalf("rename: %+v, %v", after, err)
	}
	if b.m["prod"] != "00token" || len(b.m) != 1 {
		t.Errorf("the secret did not move: %v", b.m)
	}
	if after.Settings.Get("org_url") != "https://corp.okta.com" || after.FullSyncNeeded != "" {
		t.Errorf("rename changed more: %+v", after)
	}

	_, after, err = s.Edit(t.Context(), "prod", integration.EditRequest{Set: integration.Settings{"org_url": {"https://new.okta.com"}}})
	if err != nil || after.FullSyncNeeded == "" {
		t.Errorf("repointing does not ask for a full sync: %+v, %v", after, err)
	}

	_, _, err = s.Edit(t.Context(), "prod", integration.EditRequest{Set: integration.Settings{"auth": {"private-key"}, "client_id": {"0oa1"}, "key_id": {"k"}}})
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "secret") {
		t.Errorf("another way to authenticate without its secret: %v", err)
	}
	got, err := s.Get(t.Context(), "prod")
	if err != nil || got.Settings.Get("auth") != "token" {
		t.Errorf("a refused edit changed something: %+v, %v", got, err)
	}
}

func TestGetTakesWhatIsPasted(t *testing.T) {
	s, _ := service(t)
	in := create(t, s)
	for _, ref := range []string{in.ID, strings.ToUpper(in.ID), "\t" + in.ID + "\r\n", "CORP", " corp"} {
		if got, err := s.Get(t.Context(), ref); err != nil || got.ID != in.ID {
			t.Errorf("get %q: %+v, %v", ref, got, err)
		}
	}
	for _, ref := range []string{"", " ", in.ID[:8], in.ID + "0", "co rp"} {
		if _, err := s.Get(t.Context(), ref); !fault.Is(err, fault.NotFound) {
			t.Errorf("get %q: %v", ref, err)
		}
	}
}

func TestDeleteLeavesATombstone(t *testing.T) {
	s, b := service(t)
	in := create(t, s)
	doomed, err := s.PreviewDelete(t.Context(), "corp")
	if err != nil || !doomed.Secret {
		t.Fatalf("%+v, %v", doomed, err)
	}
	if _, err := s.Delete(t.Context(), doomed); err != nil {
		t.Fatal(err)
	}
	if len(b.m) != 0 {
		t.Errorf("secret left behind")
	}
	for _, ref := range []string{in.ID, "corp", strings.ToUpper(in.ID), " " + in.ID + "\n", "Corp "} {
		_, err = s.Get(t.Context(), ref)
		if !fault.Is(err, fault.Deleted) || !strings.Contains(err.Error(), "was deleted on 2026-03-04T05:06:07Z by ada@desk") {
			t.Errorf("get %s: %v", ref, err)
		}
	}
	again := create(t, s)
	if again.ID == in.ID {
		t.Error("an ID was used again")
	}
	if _, err := s.Get(t.Context(), in.ID); !fault.Is(err, fault.Deleted) {
		t.Errorf("the old ID is valid again: %v", err)
	}
}

func TestCreateWithTheSecretInTheEnvironment(t *testing.T) {
	s, b := service(t)
	r := corp()
	r.Secret = secret.Value{}
	b.m["corp"] = "left over from somewhere"
	if _, _, err := s.Create(t.Context(), r); !fault.Is(err, fault.Usage) {
		t.Fatalf("a secret that nobody gave was taken: %v", err)
	}
	b.env = map[string]string{"INCODECTL_SECRET_CORP": "00token"}
	var checked string
	s.Check = func(_ integration.Integration, v secret.Value) error { checked = v.Reveal(); return nil }
	_, from, err := s.Create(t.Context(), r)
	if err != nil || from != "INCODECTL_SECRET_CORP" || checked != "00token" {
		t.Errorf("from %q, checked %q, %v", from, checked, err)
	}
	if b.m["corp"] != "left over from somewhere" {
		t.Error("the variable's value was stored")
	}
}

func TestEditWithoutAChange(t *testing.T) {
	s, _ := service(t)
	in := create(t, s)
	s.Now = func() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }
	before, after, err := s.Edit(t.Context(), "corp", integration.EditRequest{Name: "corp", Set: integration.Settings{"org_url": {"https://CORP.okta.com/"}}})
	if err != nil || !after.UpdatedAt.Equal(in.UpdatedAt) || !after.Equal(before) {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestEditHowToSync(t *testing.T) {
	s, _ := service(t)
	create(t, s)
	edit := func(req integration.EditRequest) (integration.Integration, error) {
		t.Helper()
		_, after, err := s.Edit(t.Context(), "corp", req)
		return after, err
	}
	after, err := edit(integration.EditRequest{Set: integration.Settings{
		"max_deactivations": {"20"}, "max_updates": {"none"}, "full_every": {"7d"}, "max_api_share": {"25%"}, "concurrency": {"4"},
	}})
	if err != nil || after.FullSyncNeeded != "" {
		t.Errorf("limits ask for a full sync: %+v, %v", after, err)
	}
	if after, err = edit(integration.EditRequest{Clear: []string{"max_deactivations"}}); err != nil || after.Settings["max_deactivations"] != nil {
		t.Errorf("a limit stays: %+v, %v", after, err)
	}

	if _, err = edit(integration.EditRequest{Set: integration.Settings{"groups": {"00g1"}}}); err != nil {
		t.Fatal(err)
	}
	search := integration.Settings{"search": {`profile.department eq "Sales"`}}
	_, err = edit(integration.EditRequest{Set: search})
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "has --group") || !strings.Contains(fault.HintOf(err), "--clear group") {
		t.Errorf("a search beside groups: %v (%s)", err, fault.HintOf(err))
	}
	after, err = edit(integration.EditRequest{Set: search, Clear: []string{"groups"}})
	if err != nil || after.Settings.Get("search") == "" || after.Settings["groups"] != nil || after.FullSyncNeeded != "" {
		t.Errorf("a search instead of groups: %+v, %v", after, err)
	}
	_, err = edit(integration.EditRequest{Set: integration.Settings{"groups": {"00g1"}}})
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "has --search") || !strings.Contains(fault.HintOf(err), "--clear search") {
		t.Errorf("groups beside a search: %v (%s)", err, fault.HintOf(err))
	}
	_, err = edit(integration.EditRequest{Set: integration.Settings{"groups": {"00g1"}, "search": {"status pr"}}})
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "cannot be used together") {
		t.Errorf("both at once: %v", err)
	}
}
