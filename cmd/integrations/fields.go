package integrations

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
)

// fieldFlags are the flags of template fields and what was given for them.
type fieldFlags struct {
	fields []integration.Field
	values map[string]*[]string // by flag
	secret cmdutil.SecretFlags
}

// addFieldFlags registers a flag for every field. Fields of several templates
// that share a flag become one.
func addFieldFlags(cmd *cobra.Command, fields []integration.Field) *fieldFlags {
	ff := &fieldFlags{fields: merged(fields), values: make(map[string]*[]string)}
	for _, f := range ff.fields {
		if f.Kind == integration.KindSecret {
			ff.secret.Add(cmd)
			continue
		}
		v := new([]string)
		ff.values[f.Flag] = v
		help, word := usage(f)
		cmd.Flags().StringArrayVar(v, f.Flag, nil, help)
		if flag := cmd.Flags().Lookup(f.Flag); !f.Multiple() {
			flag.Value, flag.DefValue = worded{flag.Value, word}, ""
		}
		if f.Kind == integration.KindChoice {
			_ = cmd.RegisterFlagCompletionFunc(f.Flag, cobra.FixedCompletions(f.Options, cobra.ShellCompDirectiveNoFileComp))
		}
	}
	return ff
}

// merged returns one field for each flag, which explains and offers what all
// fields of that flag do.
func merged(fields []integration.Field) []integration.Field {
	var all []integration.Field
	for _, f := range fields {
		i := slices.IndexFunc(all, func(g integration.Field) bool { return g.Flag == f.Flag })
		if i < 0 {
			f.Options = slices.Clone(f.Options)
			all = append(all, f)
			continue
		}
		all[i].Help += "; or " + f.Help
		for _, o := range f.Options {
			if !slices.Contains(all[i].Options, o) {
				all[i].Options = append(all[i].Options, o)
			}
		}
	}
	return all
}

// longestWord is how long a flag's value may be in help, in bytes.
const longestWord = 30

// usage is a field's help text and the word that stands for its value, quoted
// in the text where it occurs there.
func usage(f integration.Field) (help, word string) {
	word = map[integration.Kind]string{
		integration.KindURL: "URL", integration.KindGUID: "GUID", integration.KindPath: "file",
		integration.KindMapping: "claim=path", integration.KindChoice: strings.Join(f.Options, "|"), integration.KindList: "ID",
	}[f.Kind]
	if word == "" {
		word = "text"
	}
	help = strings.Replace(f.Help, word, "`"+word+"`", 1)
	if len(word) > longestWord { // the column would crowd out the text
		help, word = help+"; one of: "+strings.Join(f.Options, ", "), "choice"
	}
	if f.Default != "" {
		help += " (default " + f.Default + ")"
	}
	return help, word
}

// worded is a flag's value whose type is a word for people.
type worded struct {
	pflag.Value
	word string
}

// Type implements pflag.Value.
func (w worded) Type() string { return w.word }

// settings returns what was given by flag.
func (ff *fieldFlags) settings() integration.Settings {
	s := make(integration.Settings)
	for _, f := range ff.fields {
		if v := ff.values[f.Flag]; v != nil && len(*v) > 0 {
			s[f.Key] = *v
		}
	}
	return s
}

// ask completes the settings at a terminal. It asks only when something
// required is missing, and then for everything that is, optional fields too.
func ask(ctx context.Context, cf *cmdutil.Factory, t integration.Template, s integration.Settings, v secret.Value) (secret.Value, error) {
	p := cf.Prompt
	for _, f := range t.Fields {
		if !f.Applies(s) || len(s[f.Key]) > 0 {
			continue
		}
		q := prompt.Question{Label: f.Title, Help: spoken(f.Help), Default: f.Default, Flag: f.Flag, Check: checker(f)}
		switch f.Kind {
		case integration.KindSecret:
			if !v.Empty() {
				continue
			}
			answer, err := askSecret(ctx, cf, q, s)
			if err != nil {
				return v, err
			}
			v = answer
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
			missing = v.Empty()
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
