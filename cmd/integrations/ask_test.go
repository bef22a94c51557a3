package integrations

import (
	"context"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
)

// recorder answers every question with nothing and remembers its flag.
type recorder struct {
	prompt.Prompter
	asked []string
}

func (r *recorder) Input(_ context.Context, q prompt.Question) (string, error) {
	r.asked = append(r.asked, q.Flag)
	return "", nil
}

func (r *recorder) Select(_ context.Context, q prompt.Question, options []prompt.Option) (string, error) {
	r.asked = append(r.asked, q.Flag)
	return options[0].Value, nil
}

func (r *recorder) Secret(_ context.Context, q prompt.Question) (secret.Value, error) {
	r.asked = append(r.asked, q.Flag)
	return secret.New("00token"), nil
}

// TestAskIsShort holds that a new field does not make everybody answer one more
// question, and that nobody is asked for what another answer rules out.
func TestAskIsShort(t *testing.T) {
	for _, c := range []struct {
		given integration.Settings
		want  []string
	}{
		{integration.Settings{}, []string{"org-url", "auth", "secret-stdin", "group", "map", "base-url"}},
		{integration.Settings{"search": {"status pr"}}, []string{"org-url", "auth", "secret-stdin", "map", "base-url"}},
	} {
		okta, err := integration.TemplateByID(integration.OktaDirectory)
		if err != nil {
			t.Fatal(err)
		}
		r := &recorder{}
		if _, err := ask(t.Context(), &cmdutil.Factory{Prompt: r}, nil, okta, c.given, secret.Value{}); err != nil || !slices.Equal(r.asked, c.want) {
			t.Errorf("asked %v, want %v; %v", r.asked, c.want, err)
		}
	}
}
