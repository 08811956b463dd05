using System.Globalization;

namespace Crm.Load;

/// <summary>What is measured: the sizes of the database, and how often each operation is called.</summary>
internal sealed record Options
{
    public const string Help =
        """
        ./dev bench [option value]…
          --customers 200000     how many customers the database has; contacts, orders, tickets and interactions follow from it, unless they are said
          --contacts, --orders, --tickets, --interactions
          --calls 100            how often each operation is called, one call after the other
          --only text            only operations whose name has the text
          --folder path          where the database is kept, to be used again (default: .crm/bench-<customers> in the repository)
          --connections 32       calls from so many connections at once instead of one after the other, and tells requests a second, times, errors, processor time and round trips
          --seconds 8            of each round
          --rounds 3             of which the median counts; with --compare the servers take turns
          --compare http://…     another server that is called alike, such as another version on a copy of the database; on this machine only
          --token …              what it is sent as Bearer token
          --explain ms           writes the plans of statements that take longer into the server's log (folder/log)
          --json file            writes the figures there, too
        """;

    public required string Repository { get; init; }
    public required string Folder { get; init; }
    public int Customers { get; init; } = 200_000;
    public int Contacts { get; init; }
    public int Orders { get; init; }
    public int Tickets { get; init; }
    public int Interactions { get; init; }
    public int Calls { get; init; } = 100;
    public string Only { get; init; } = "";
    public string? Json { get; init; }
    public string? Explain { get; init; }

    /// <summary>0 for one call after the other.</summary>
    public int Connections { get; init; }
    public int Seconds { get; init; }
    public int Rounds { get; init; }
    public Uri? Compare { get; init; }
    public string? Token { get; init; }

    /// <summary>Null when the arguments cannot be understood.</summary>
    public static Options? Parse(string repository, string[] args)
    {
        var said = new Dictionary<string, string>();
        string[] known = ["--customers", "--contacts", "--orders", "--tickets", "--interactions", "--calls", "--only", "--folder", "--json", "--explain", "--connections", "--seconds", "--rounds", "--compare", "--token"];
        for (var i = 0; i < args.Length; i += 2)
            if (i + 1 == args.Length || !known.Contains(args[i]) || !said.TryAdd(args[i], args[i + 1])) return null;
        int Number(string name, int usual) => said.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        var customers = Number("--customers", 200_000);
        var compare = said.TryGetValue("--compare", out var url) ? new Uri(url) : null;
        if (compare is { IsLoopback: false }) return null;
        return new()
        {
            Repository = repository,
            Customers = customers,
            Contacts = Number("--contacts", customers * 3),
            Orders = Number("--orders", customers * 5),
            Tickets = Number("--tickets", customers * 2),
            Interactions = Number("--interactions", customers * 2),
            Calls = Number("--calls", 100),
            Only = said.GetValueOrDefault("--only", ""),
            Explain = said.GetValueOrDefault("--explain"),
            Connections = Number("--connections", 0),
            Seconds = Number("--seconds", 8),
            Rounds = Number("--rounds", 3),
            Compare = compare,
            Token = said.GetValueOrDefault("--token"),
            Json = said.GetValueOrDefault("--json"),
            Folder = said.GetValueOrDefault("--folder") ?? Path.Combine(repository, ".crm", string.Create(CultureInfo.InvariantCulture, $"bench-{customers}")),
        };
    }
}
