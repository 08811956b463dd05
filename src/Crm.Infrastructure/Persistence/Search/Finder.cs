using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Application.Common.Find;
using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Persistence.Search;

/// <summary>Runs <see cref="FindSql"/> on what the caller sees: the conditions of who sees what are those of the context's own queries, taken over as they are.</summary>
public sealed partial class Finder(CrmDb db) : IFinder
{
    public async Task<IReadOnlyList<Candidate>> Find(Sought sought, IReadOnlyList<FindingKind> kinds, int limit, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = Command(sought, kinds, limit);
            await using var batch = db.NewBatch();
            batch.BatchCommands.Add(new(OnePlan));
            batch.BatchCommands.Add(Copy(command));
            List<Candidate> found = [];
            await using var reader = await db.ReadAsync(batch, ct);
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
                found.Add(new((FindingKind)reader.GetInt32(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), Texts(reader.GetString(5))));
            return found;
        }
        catch (Exception e) when (Faults.Translate(e, db) is { } translated)
        {
            throw translated;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    // Making a plan of so many steps takes longer than carrying it out, and they are made so that the plan need not know what is looked for: it is made once for each connection and number of
    // words. A batch is one transaction, at the end of which the setting is gone.
    private const string OnePlan = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)";

    private static NpgsqlBatchCommand Copy(NpgsqlCommand command)
    {
        var copy = new NpgsqlBatchCommand(command.CommandText);
        foreach (NpgsqlParameter parameter in command.Parameters) copy.Parameters.Add(parameter.Clone());
        return copy;
    }

    /// <summary>The statement with its parameters, on no connection yet.</summary>
    public NpgsqlCommand Command(Sought sought, IReadOnlyList<FindingKind> kinds, int limit)
    {
        var command = new NpgsqlCommand();
        var visible = Enum.GetValues<FindingKind>().Where(k => k == FindingKind.Customer || kinds.Contains(k)).ToDictionary(k => k, k => Visible(k, command));
        command.CommandText = new FindSql(sought, limit, command.Parameters).Statement(kinds, visible);
        return command;
    }

    /// <summary>The ids of what the caller sees of the kind and what is not archived, as the context itself asks for them.</summary>
    private string Visible(FindingKind kind, NpgsqlCommand into)
    {
        using var own = kind switch
        {
            FindingKind.Customer => db.Customers.Select(c => c.Id).CreateDbCommand(),
            FindingKind.Contact => db.Contacts.Select(c => c.Id).CreateDbCommand(),
            FindingKind.Order => db.Orders.Select(o => o.Id).CreateDbCommand(),
            _ => db.Tickets.Select(t => t.Id).CreateDbCommand(),
        };
        var names = new Dictionary<string, string>();
        foreach (NpgsqlParameter parameter in own.Parameters)
        {
            var copy = parameter.Clone();
            names[$"@{parameter.ParameterName.TrimStart('@')}"] = copy.ParameterName = $"@{kind}_{names.Count}";
            into.Parameters.Add(copy);
        }
        return ParameterName().Replace(own.CommandText, m => names.GetValueOrDefault(m.Value, m.Value));
    }

    // [field, text, other form]; what has no text is left out.
    private static List<CandidateText> Texts(string json)
    {
        using var document = JsonDocument.Parse(json);
        List<CandidateText> texts = [];
        foreach (var list in document.RootElement.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.Array))
            foreach (var text in list.EnumerateArray().Where(t => t[1].ValueKind == JsonValueKind.String))
                texts.Add(new(FieldOf(text[0].GetString()!), text[1].GetString()!, text.GetArrayLength() > 2 ? text[2].GetString() : null));
        return texts;
    }

    // All that is dialled is a phone to whoever looks for a number.
    private static string FieldOf(string name) => name is "mobile" or "fax" or "whatsapp" ? CrmChannel(ChannelType.Phone) : name;

    private static string CrmChannel(ChannelType type) => Application.Common.CrmJson.Name(type);

    [GeneratedRegex(@"@\w+")]
    private static partial Regex ParameterName();
}
