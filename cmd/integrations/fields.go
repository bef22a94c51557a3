package integrations

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
)

// fieldFlags are the flags of template fields and what was given for them.
type fieldFlags struct {
	fields []integration.Field
	values map[string]*[]string // by flag
	secret cmdutil.SecretFlags
}

// addFieldFlags registers a flag for every field. Fields of several templates
// that share a flag become one.
func addFieldFlags(f *cmdutil.Factory, cmd *cobra.Command, fields []integration.Field) *fieldFlags {
	ff := &fieldFlags{fields: merged(fields), values: make(map[string]*[]string)}
	for _, field := range ff.fields {
		if field.Kind == integration.KindSecret {
			ff.secret.Add(cmd)
			continue
		}
		v := new([]string)
		ff.values[field.Flag] = v
		help, word := usage(field)
		cmd.Flags().StringArrayVar(v, field.Flag, nil, help)
		if flag := cmd.Flags().Lookup(field.Flag); !field.Multiple() {
			flag.Value, flag.DefValue = worded{flag.Value, word}, ""
		}
		if complete := completer(f, field); complete != nil {
			_ = cmd.RegisterFlagCompletionFunc(field.Flag, complete)
		}
	}
	return ff
}

// completer completes the values of a field, nil where nothing is known of them.
func completer(f *cmdutil.Factory, field integration.Field) cobra.CompletionFunc {
	switch field.Kind {
	case integration.KindChoice:
		return cobra.FixedCompletions(field.Options, cobra.ShellCompDirectiveNoFileComp)
	case integration.KindDirectory:
		return cmdutil.CompleteDirectories(f, 0)
	case integration.KindWorkflow:
		return cmdutil.CompleteWorkflows(f, 0)
	}
	return nil
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
		if all[i].Help != f.Help {
			all[i].Help += "; or " + f.Help
		}
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
		integration.KindURIs: "URI", integration.KindText: "ID", integration.KindVariable: "name",
	}[f.Kind]
	if word == "" {
		word = string(f.Kind)
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
