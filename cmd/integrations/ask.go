package integrations

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
)

// ask completes the settings at a terminal. It asks only when something
// required is missing, and then for everything that is, optional fields too,
// except those that are set by flag only.
func ask(ctx context.Context, cf *cmdutil.Factory, svc *integration.Service, t integration.Template, s integration.Settings, v secret.Value) (secret.Value, error) {
	p := cf.Prompt
	for _, f := range t.Fields {
		if f.Unasked || !f.Applies(s) || len(s[f.Key]) > 0 || f.Excludes != "" && len(s[f.Excludes]) > 0 {
			continue
		}
		q := prompt.Question{Label: f.Title, Help: spoken(f.Help), Default: f.Default, Flag: f.Flag, Check: checker(f)}
		switch f.Kind {
		case integration.KindSecret:
			if !v.Empty() || len(s[integration.KeySecretEnv]) > 0 {
				continue
			}
			answer, err := askSecret(ctx, cf, q, s)
			if err != nil {
				return v, err
			}
			v = answer
		case integration.KindWorkflow, integration.KindDirectory:
			answer, err := askLink(ctx, cf, svc, q, f)
			if err != nil {
				return v, err
			}
			if answer != "" {
				s[f.Key] = []string{answer}
			}
		case integration.KindChoice:
			options := make([]prompt.Option, len(f.Options))
			for i, o := range f.Options {
				options[i] = prompt.Option{Value: o}
			}
			answer, err := p.Select(ctx, q, options)
			if err != nil {
				return v, err
			}
			s[f.Key] = []string{answer}
		default:
			if !f.Required {
				q.Label += " (Enter for none)"
			}
			if f.Multiple() {
				q.Label += ", several separated by commas"
			}
			answer, err := p.Input(ctx, q)
			if err != nil {
				return v, err
			}
			if values := split(f, answer); len(values) > 0 {
				s[f.Key] = values
			}
		}
	}
	return v, nil
}

// allOfThem is the answer for an integration that is linked to no directory.
const allOfThem = "(all)"

// askLink asks which workflow or directory, of those there are. None is "".
func askLink(ctx context.Context, cf *cmdutil.Factory, svc *integration.Service, q prompt.Question, f integration.Field) (string, error) {
	names, err := choices(ctx, cf, svc, f.Kind)
	switch {
	case err != nil:
		return "", err
	case len(names) == 0 && f.Required:
		return "", fault.New(fault.NotFound, "there is no workflow yet").WithHint("create one first: incodectl workflows create --help")
	case len(names) == 0:
		return "", nil
	}
	options := make([]prompt.Option, len(names))
	for i, name := range names {
		options[i].Value = name
	}
	if !f.Required {
		// No directory can be called that: a name has no brackets.
		options = append(options, prompt.Option{Value: allOfThem, Title: "people are looked up in all directories"})
		q.Default = allOfThem
	}
	answer, err := cf.Prompt.Select(ctx, q, options)
	if answer == allOfThem {
		answer = ""
	}
	return answer, err
}

// choices names the workflows or directories there are.
func choices(ctx context.Context, cf *cmdutil.Factory, svc *integration.Service, kind integration.Kind) ([]string, error) {
	var names []string
	if kind == integration.KindWorkflow {
		workflows, err := cf.Workflows(ctx)
		if err != nil {
			return nil, err
		}
		all, err := workflows.List(ctx)
		for _, w := range all {
			names = append(names, w.Name)
		}
		return names, err
	}
	all, err := svc.List(ctx)
	for _, in := range all {
		if in.Category == integration.CategoryDirectory {
			names = append(names, in.Name)
		}
	}
	return names, err
}

// askSecret asks for the secret of an integration with these settings, unseen.
// A key or certificate may be pasted or named by its file: whichever it is, a
// pasted one must not be seen, nor its lines be taken for further answers.
func askSecret(ctx context.Context, f *cmdutil.Factory, q prompt.Question, s integration.Settings) (secret.Value, error) {
	q.Flag, q.Check = "secret-stdin", nil
	how := s.Get(integration.KeyAuth)
	if how != integration.AuthPrivateKey && how != integration.AuthCertificate {
		return f.Prompt.Secret(ctx, q)
	}
	q.Flag = "secret-file"
	q.Label = "The " + strings.ReplaceAll(how, "-", " ") + ", pasted, or the name of its file"
	var v secret.Value
	q.Check = func(answer string) (err error) {
		v = secret.New(answer)
		if !strings.HasPrefix(answer, "-----BEGIN") && !strings.HasPrefix(answer, "{") {
			v, err = (&cmdutil.SecretFlags{File: answer}).Read(ctx, f)
		}
		return err
	}
	_, err := f.Prompt.Secret(ctx, q)
	return v, err
}

var errEmpty = errors.New("this cannot be empty")

// checker validates an answer at once, so that it can be asked for again.
func checker(f integration.Field) func(string) error {
	return func(answer string) error {
		values := split(f, answer)
		if len(values) == 0 && f.Required {
			return errEmpty
		}
		for _, value := range values {
			if _, err := f.Clean(value); err != nil {
				return err
			}
		}
		if f.Kind == integration.KindMapping {
			_, err := directory.ParseMapping(values)
			return err
		}
		return nil
	}
}

func split(f integration.Field, answer string) []string {
	if answer == "" {
		return nil
	}
	if !f.Multiple() {
		return []string{answer}
	}
	return strings.FieldsFunc(answer, func(r rune) bool { return r == ',' || r == ' ' })
}

// incomplete reports whether something required is missing.
func incomplete(t integration.Template, name string, s integration.Settings, v secret.Value) bool {
	return name == "" || slices.ContainsFunc(t.Fields, func(f integration.Field) bool {
		missing := len(s[f.Key]) == 0
		if f.Kind == integration.KindSecret {
			missing = v.Empty() && len(s[integration.KeySecretEnv]) == 0
		}
		return f.Required && missing && f.Applies(s)
	})
}

// spoken is a field's help without what is about flags, for a question.
func spoken(help string) string {
	parts := slices.DeleteFunc(strings.Split(help, "; "), func(part string) bool {
		return strings.HasPrefix(part, "repeat it") || strings.HasPrefix(part, "pass it with")
	})
	return strings.Join(parts, "; ")
}
