package cmd

import "github.com/spf13/cobra"

// topics are the help topics: commands that only have words.
func topics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesText},
		{Use: "environment", Short: "Environment variables, files and precedence", Long: environmentText},
		{Use: "output", Short: "Output formats and the contract with scripts", Long: outputText},
	}
}

const exitCodesText = `Exit codes are stable; new ones may be added, and an unknown one is a failure.

    0  done; also an empty list, and a match that passes
    1  an error not named below
    2  usage: wrong flags, arguments, files or configuration
    3  not found, or deleted for good
    4  not allowed: authentication, permission, feature off, secret unavailable;
       verify: this is not the key or secret
    5  partly done: some items failed or were skipped; what is shown only once could
       not be shown; apply --dry-run --fail-on-changes: something would change
    6  conflict or ambiguous: it exists already, it changed meanwhile, or more
       than one person or thing answers to the name
    7  stopped for safety, or a confirmation is needed; what was stopped changed
       nothing (when it is one of several syncs, the others are done);
       audit verify: the log is broken
    8  unavailable, try again later: network, rate limit, locked
    9  whether it was done is unknown: look before you repeat it
   10  match, sessions complete: soft_flag, a person should review
   11  match, sessions complete: hard_stop
  130  interrupted (Ctrl-C)
  143  terminated (SIGTERM)`

const environmentText = `A setting's value comes from, later ones winning: its default, the config file,
the profile's section in it, the environment, the flag.

  INCODECTL_PROFILE        --profile, the named environment ("default")
  INCODECTL_OUTPUT         --output, the output format ("table")
  INCODECTL_COLOR          --color: auto, always or never
  INCODECTL_NO_INPUT       --no-input: true or false
  INCODECTL_QUIET          --quiet: true or false
  INCODECTL_DEBUG          --debug: true or false
  INCODECTL_SECRET_STORE   --secret-store: auto, keyring, env or file
  INCODECTL_CA_CERT        --ca-cert, a PEM file
  INCODECTL_REASON         --reason, for the audit log; not in the config file

  INCODECTL_INCODE_ENVIRONMENT, INCODECTL_INCODE_CLIENT_ID,
  INCODECTL_INCODE_AUTH_URL, INCODECTL_INCODE_API_URL
                           how Incode's API is reached: what "incodectl incode
                           connect" keeps in the config file
  INCODECTL_INCODE_CLIENT_SECRET, INCODECTL_INCODE_API_KEY,
  INCODECTL_INCODE_ADMIN_TOKEN
                           credentials for it; they win over the secret store
  INCODECTL_SECRET_<NAME>  the secret of integration NAME, in capitals and with
                           "_" for other characters; wins over the secret store
                           and over a variable named by --secret-env
  INCODECTL_CONFIG_DIR     instead of $XDG_CONFIG_HOME/incodectl,
                           ~/.config/incodectl or %AppData%\incodectl
  INCODECTL_DATA_DIR       instead of $XDG_DATA_HOME/incodectl,
                           ~/.local/share/incodectl or %LocalAppData%\incodectl

  HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, NO_COLOR, CLICOLOR, CLICOLOR_FORCE,
  FORCE_COLOR, TERM and COLUMNS mean what they mean elsewhere. Long lists are
  shown by INCODECTL_PAGER, PAGER or less at a terminal; "cat" switches that off.

The config file is config.yaml in the config directory; a file found in the
current folder is never read. Its keys are those of the flags, with "_" for
"-", at the top level or under profiles.<name>:

  output: json
  profiles:
    prod:
      no_input: true

The store of a profile is PROFILE.db in the data directory, readable by its
owner only. incodectl sends nothing to anybody but the directories you connect,
and Incode when you connect it.`

const outputText = `Results go to stdout; every word for people goes to stderr.

  -o table   aligned columns on a terminal, or one "LABEL  value" a line where it
             is too narrow; when piped: tab-separated, without header, untruncated
  -o json    the whole object, indented; a list is an array, [] when empty
  -o jsonl   one JSON object a line
  -o yaml    the same as YAML
  -o csv     with a header line; cells that a spreadsheet would take for a
             formula begin with an apostrophe
  -o name    only the ID or name

JSON keys are snake_case, times RFC 3339 in UTC; a value that is not there is null
or absent: treat both alike. Fields may be added, never removed or changed. With -o json or jsonl an error is one line on stderr, the last one:

  {"error":{"code":"not_found","message":"...","hint":"..."}}

Nothing is asked when stdin or stdout is no terminal, or with --no-input: the
command fails and names the flag to pass.`
