#include "host/console/command.hpp"

namespace crm::console {
namespace {

constexpr OptionRule as_user{"as", "USER", "Act with this user's roles and tenants, not as the console"};
constexpr OptionRule plugin_config{"plugin-config", "FILE",
                                   "The plugin's configuration; ID=FILE where there are several"};
constexpr OptionRule limit{"limit", "N", "At most N rows (100)"};

}  // namespace

const std::vector<OptionRule>& common_options() {
    static const std::vector<OptionRule> options = {
        {"data", "DIR", "The data folder ($CRM_DATA, else ./crm-data)"},
        {"json", "", "Print JSON"},
        {"help", "", "Print this"},
    };
    return options;
}

const std::vector<Command>& commands() {
    static const std::vector<Command> all = {
        {"serve",
         "",
         0,
         0,
         "Run the host: HTTP, plugins, feed",
         {plugin_config,
          {"listen", "IP:PORT", "Where to listen (127.0.0.1:8080); port 0 takes a free one"},
          {"mount", "PATH", "Where the plugin's routes are (/plugins/SHORT-NAME); ID=PATH where there are several"},
          {"io-threads", "N", "Threads for connections (one for two processors)"},
          {"workers", "N", "Threads for calls that wait for a disk (8)"},
          {"stop-seconds", "N", "How long an orderly stop may take (10)"},
          {"metrics-token", "FILE", "A file with the bearer token that may read /metrics, for a scraper"}},
         "Runs until SIGTERM or SIGINT, then stops in order. SIGHUP reads the configurations again: each is taken as\n"
         "a whole, or the former one stays in force and the log says why. The options here need a new start. The\n"
         "configuration's path is remembered for the commands beside it. TLS and public names belong to a reverse\n"
         "proxy in front.\n"
         "\n"
         "Examples:\n"
         "  crm-host serve --plugin-config coexistence.yaml\n"
         "  crm-host serve --plugin-config coexistence.yaml --listen 127.0.0.1:9000 --mount /channels/whatsapp\n"
         "  crm-host serve --plugin-config coexistence=a.yaml --plugin-config maildrop=b.json\n"
         "  crm-host serve --plugin-config coexistence.yaml --metrics-token /etc/crm/scrape.token",
         &serve_command},
        {"health",
         "",
         0,
         0,
         "How the plugins are, and what to do",
         {plugin_config},
         "Asks the serve that runs; without one it looks at the states itself. The exit code is 1 if a check fails.\n"
         "\n"
         "Examples:\n"
         "  crm-host health\n"
         "  crm-host health --json | jq .plugins",
         &health},
        {"metrics",
         "[WORD]",
         0,
         1,
         "The plugins' figures",
         {{"raw", "", "As a scraper gets them: OpenMetrics text"}, plugin_config},
         "Asks the serve that runs. WORD: only those with this in their name. Of durations the number and the mean\n"
         "are shown. A scraper reads them at /metrics with the token of serve --metrics-token.\n"
         "\n"
         "Examples:\n"
         "  crm-host metrics\n"
         "  crm-host metrics lag\n"
         "  crm-host metrics --raw",
         &metrics},
        {"audit",
         "",
         0,
         0,
         "Who did what to which account, newest first",
         {{"account", "ID", "Only what was done to this account"},
          {"actor", "ID", "Only what this user did"},
          {"action", "NAME", "Only this action, e.g. disconnect"},
          {"tenant", "ID", "Only this tenant's"},
          {"since", "TIME", "From this time on: 2026-11-20, or 2026-11-20T11:22:00Z"},
          {"until", "TIME", "Before this time"},
          limit,
          as_user,
          plugin_config},
         "Actions of people, what the platform changed, backups, replays, reloads, and attempts that were denied.\n"
         "\n"
         "Examples:\n"
         "  crm-host audit\n"
         "  crm-host audit --account acc_1 --since 2026-11-01\n"
         "  crm-host audit --action disconnect --json",
         &audit},
        {"history report",
         "ACCOUNT",
         1,
         1,
         "What came of the past of a number's phone",
         {{"limit", "N", "At most N chats (20)"}, as_user, plugin_config},
         "How the import stands or ended, what is missing, until when it can be asked for, what cannot be proven, and\n"
         "the oldest message of each chat.\n"
         "\n"
         "Examples:\n"
         "  crm-host history report acc_1\n"
         "  crm-host history report acc_1 --json | jq .phases",
         &history_report},
        {"plugin install",
         "FILE",
         1,
         1,
         "Check a plugin and put it in place",
         {{"manifest", "FILE", "Its manifest (NAME.manifest.json beside NAME.so)"}},
         "The file is checked in a process of its own first, so that a broken one harms nothing. A serve that\n"
         "runs goes on with what it has; restart it to use the new plugin.\n"
         "\n"
         "Examples:\n"
         "  crm-host plugin install ./whatsapp_coexistence.so\n"
         "  crm-host plugin install build/maildrop.so --manifest maildrop.manifest.json",
         &plugin_install},
        {"plugin list",
         "",
         0,
         0,
         "The installed plugins",
         {},
         "Checks each file against its manifest, without loading it.\n"
         "\n"
         "Examples:\n"
         "  crm-host plugin list\n"
         "  crm-host plugin list --json",
         &plugin_list},
        {"plugin remove",
         "ID",
         1,
         1,
         "Take a plugin away; its state stays",
         {},
         "Removes the file and the manifest. Accounts, messages and tokens stay in the data folder, for when it is\n"
         "installed again. ID may be the id or its last part.\n"
         "\n"
         "Examples:\n"
         "  crm-host plugin remove org.example.maildrop\n"
         "  crm-host plugin remove maildrop",
         &plugin_remove},
        {"plugin manifest",
         "FILE",
         1,
         1,
         "Write the manifest of a plugin of your own",
         {},
         "Loads the file in a process of its own, asks it for id and version, and writes NAME.manifest.json beside\n"
         "it. For a plugin that you built yourself; others bring theirs.\n"
         "\n"
         "Examples:\n"
         "  crm-host plugin manifest build/maildrop.so",
         &plugin_manifest},
        {"check-config",
         "FILE",
         1,
         1,
         "Check a plugin's configuration",
         {{"plugin", "ID", "Whose configuration it is: an installed plugin's id, or the path of a .so"}},
         "Prints each problem as FILE:LINE:COLUMN: PATH: WORDS, or \"fine\" and what the file leads to. Needs no\n"
         "network, reads no secret, opens and starts nothing. Ends with 0 when the file can be used, else with 1.\n"
         "\n"
         "Examples:\n"
         "  crm-host check-config coexistence.yaml\n"
         "  crm-host check-config coexistence.yaml --plugin ./whatsapp_coexistence.so\n"
         "  crm-host check-config mail.json --plugin maildrop",
         &check_config},
        {"accounts",
         "",
         0,
         0,
         "The accounts, as the plugins tell them now",
         {as_user, plugin_config},
         "Examples:\n"
         "  crm-host accounts\n"
         "  crm-host accounts --as ann --json",
         &accounts},
        {"actions",
         "[ACCOUNT]",
         0,
         1,
         "What an account, or a channel, can be told to do",
         {{"provider", "P", "The channel whose own actions are listed"}, as_user, plugin_config},
         "Tells for each action whether it is offered now, and if not, why.\n"
         "\n"
         "Examples:\n"
         "  crm-host actions acc_1\n"
         "  crm-host actions --provider coex",
         &actions},
        {"act",
         "[ACCOUNT] ACTION",
         1,
         2,
         "Run an action",
         {{"provider", "P", "The channel, for an action of the channel itself"},
          {"input", "JSON", "The action's input; @FILE reads a file, - the standard input ({})"},
          {"key", "K", "Idempotency key: the same key never acts twice"},
          {"wait", "", "Wait until the operation has ended"},
          {"timeout", "SECONDS", "How long --wait waits (30)"},
          as_user,
          plugin_config},
         "The work itself is done by the running serve; this only hands it over. With --wait the exit code tells how\n"
         "the operation ended.\n"
         "\n"
         "Examples:\n"
         "  crm-host act --provider coex adopt --input @account.json --wait\n"
         "  crm-host act acc_1 send_text --input '{\"to\": \"+351900000001\", \"text\": \"Welcome\"}' --key "
         "welcome-17\n"
         "  crm-host act acc_1 disconnect --as ann",
         &act},
        {"events",
         "",
         0,
         0,
         "Read the plugins' event feed as a consumer of its own",
         {{"consumer", "NAME", "The consumer's name (console)"},
          {"start", "WHERE", "A new consumer starts at oldest, now or snapshot (oldest)"},
          {"again", "", "Forget the consumer first, so that it starts anew"},
          {"follow", "", "Go on until interrupted"},
          plugin_config},
         "Prints what this consumer has not seen yet and acknowledges it. With --json one CloudEvent a line.\n"
         "\n"
         "Examples:\n"
         "  crm-host events\n"
         "  crm-host events --follow --start now --consumer watch\n"
         "  crm-host events --again --json | jq .type",
         &events},
        {"contacts",
         "",
         0,
         0,
         "The CRM's contacts",
         {{"search", "TEXT", "Only those with this in a name or identity"}, limit, as_user},
         "These are the host's own records, filled from the feed by serve.\n"
         "\n"
         "Examples:\n"
         "  crm-host contacts\n"
         "  crm-host contacts --search anna",
         &contacts},
        {"timeline",
         "CONTACT",
         1,
         1,
         "The messages with a contact, oldest first",
         {limit, as_user},
         "These are the host's own records, filled from the feed by serve. Contacts that were merged are one.\n"
         "\n"
         "Examples:\n"
         "  crm-host timeline con_1\n"
         "  crm-host timeline con_1 --limit 20 --json",
         &timeline},
        {"backup",
         "DIR",
         1,
         1,
         "Copy the host's records and the plugins' states",
         {{"header", "NAME=VALUE", "A header that the plugin wants on requests; lower case, may be repeated"},
          plugin_config},
         "Consistent while serve runs. DIR must be new or empty. Everything is read again and compared; backup.json,\n"
         "with each file's size and SHA-256, is written last: a folder without it is no backup. A plugin that cannot\n"
         "copy its state is named, and the exit code is 1. The key that seals tokens is not in a backup.\n"
         "\n"
         "Examples:\n"
         "  crm-host backup /backup/2026-11-20",
         &backup},
        {"restore",
         "DIR",
         1,
         1,
         "Put a backup into the data folder",
         {{"replace", "", "Move what is in the data folder aside, into replaced-TIME inside it"}},
         "DIR is what crm-host backup was given; every file is compared with backup.json first. Nothing may run on\n"
         "the data folder meanwhile. Messages that had not ended when the backup was made are shown as unknown\n"
         "afterwards and are never sent again.\n"
         "\n"
         "Examples:\n"
         "  crm-host restore /backup/2026-11-20 --data /srv/crm\n"
         "  crm-host restore /backup/2026-11-20 --replace",
         &restore},
        {"rebuild",
         "",
         0,
         0,
         "Compare the plugins' states with what their journals tell",
         {{"adopt", "", "Have the next start of serve build the state anew"},
          {"header", "NAME=VALUE", "A header that the plugin wants on requests; lower case, may be repeated"},
          plugin_config},
         "Builds each state anew beside the present one, which is only read, and tells what differs. It needs as much\n"
         "space as the state. The exit code is 1 where something differs.\n"
         "\n"
         "Examples:\n"
         "  crm-host rebuild\n"
         "  crm-host rebuild --adopt",
         &rebuild},
        {"erase",
         "[CONTACT]",
         0,
         1,
         "Forget a person, or a whole tenant, for good",
         {{"tenant", "ID", "The tenant; beside a contact: whose is meant where several know him"},
          {"yes", "", "Do it; without this it is only told what would go"},
          as_user,
          plugin_config},
         "Takes away all that a plugin holds of a contact: names, conversations, messages, files. No retry, replay,\n"
         "rebuild or second import brings it back. With a running serve it waits until the bytes are out of the\n"
         "files. Backups that were made before hold the person still. It cannot be undone.\n"
         "\n"
         "With --tenant alone all of a tenant goes: numbers, persons, messages, files, campaigns, notes. It is "
         "refused\n"
         "while a number of the tenant is connected.\n"
         "\n"
         "Examples:\n"
         "  crm-host erase con_9e2c4b7d10f8a653\n"
         "  crm-host erase con_9e2c4b7d10f8a653 --yes\n"
         "  crm-host erase --tenant aurora --yes",
         &erase_person},
        {"export",
         "[CONTACT]",
         0,
         1,
         "All that is held of a tenant, or of one person",
         {{"tenant", "ID", "Whose; needed where there are several"},
          {"out", "FILE", "Where to write it; nobody else may read the file (the terminal)"},
          {"files", "FOLDER", "Of a tenant: copy the files of messages there too, each under its hash"},
          as_user,
          plugin_config},
         "One JSON document a line: {\"section\", \"item\"}. Files of messages are named by their address "
         "(media.href),\n"
         "and those of a tenant are listed with their hash; --files copies their bytes.\n"
         "No tokens, no secrets.\n"
         "\n"
         "Examples:\n"
         "  crm-host export --tenant aurora --out aurora.jsonl --files aurora-files\n"
         "  crm-host export con_9e2c4b7d10f8a653",
         &export_all},
        {"journal list",
         "",
         0,
         0,
         "What the plugins observed, oldest first",
         {{"segment", "NAME", "Only of this file"},
          {"kind", "KIND", "Only delivery, command, answer, note, erasure, emptied or replay"},
          {"road", "NAME", "Only what came over this app or gateway"},
          {"since", "TIME", "From this time on: 2026-11-20, or RFC 3339 with a zone"},
          {"until", "TIME", "Before this time"},
          limit,
          as_user,
          plugin_config},
         "Examples:\n"
         "  crm-host journal list --since 2026-11-20 --kind delivery\n"
         "  crm-host journal list --limit 500 --json",
         &journal_list},
        {"journal show",
         "SEGMENT ROW",
         2,
         2,
         "One row with its body, as it came",
         {as_user, plugin_config},
         "Bodies hold what guests wrote. The audit tells who read them.\n"
         "\n"
         "Examples:\n"
         "  crm-host journal show 1763637720000-4711-0a1b2c3d.journal 42",
         &journal_show},
        {"journal replay",
         "[SEGMENT ROW]",
         0,
         2,
         "Have one delivery read again, or all that were not understood",
         {{"unknown", "", "Instead of one: every delivery of which something was not understood"},
          as_user,
          plugin_config},
         "What was applied already changes nothing. crm-host audit --action replay_row tells what came of it.\n"
         "--unknown is for the time after an upgrade: what an older version kept without understanding it is read by\n"
         "the present one. crm-host audit --action replay_unknown tells what came of it.\n"
         "\n"
         "Examples:\n"
         "  crm-host journal replay --unknown\n"
         "  crm-host journal replay 1763637720000-4711-0a1b2c3d.journal 42",
         &journal_replay},
        {"journal verify",
         "",
         0,
         0,
         "Look whether the plugins' journals are whole",
         {plugin_config},
         "Reads every row: damaged pages, missing rows, seals, how far each file was applied, files that are gone. "
         "The\n"
         "exit code is 1 where something is wrong.\n"
         "\n"
         "Examples:\n"
         "  crm-host journal verify",
         &journal_verify},
        {"tenant add",
         "ID",
         1,
         1,
         "Add or change a tenant (a hotel)",
         {{"name", "NAME", "Its name (ID)"}, {"time-zone", "ZONE", "IANA time zone (UTC)"}},
         "Examples:\n"
         "  crm-host tenant add harbour --name \"Hotel Harbour\" --time-zone Europe/Lisbon",
         &tenant_add},
        {"tenant list", "", 0, 0, "The tenants", {}, "Examples:\n  crm-host tenant list --json", &tenant_list},
        {"user add",
         "ID",
         1,
         1,
         "Add or change a user",
         {{"name", "NAME", "The person's name (ID)"},
          {"role", "ROLE", "admin or staff; may be repeated (staff)"},
          {"tenant", "ID", "A tenant whose records the user sees; may be repeated"},
          {"locale", "TAG", "The user's language, e.g. de"},
          {"operator", "", "Runs the host: sees health, metrics and audit of all tenants; needs --role admin"}},
         "Roles and tenants are set to what is given here.\n"
         "\n"
         "Examples:\n"
         "  crm-host user add ann --name \"Ann Lee\" --role admin --tenant harbour\n"
         "  crm-host user add agency --role staff --tenant harbour --tenant seaside --locale pt",
         &user_add},
        {"user list", "", 0, 0, "The users", {}, "Examples:\n  crm-host user list --json", &user_list},
        {"token create",
         "USER",
         1,
         1,
         "Make an API token for a user; it is shown this once",
         {{"label", "TEXT", "What it is for"}, {"days", "N", "After how many days it ends (never)"}},
         "Examples:\n"
         "  crm-host token create ann --label laptop --days 90\n"
         "  curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8080/api/accounts",
         &token_create},
    };
    return all;
}

}  // namespace crm::console
