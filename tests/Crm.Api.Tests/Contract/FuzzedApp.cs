using System.Text.Json.Nodes;
using Crm.Application.Operations;
using Crm.Fuzz;
using Crm.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Tests.Contract;

/// <summary>The app behind its real server: what a broken address or a body of 40 MB does, only Kestrel shows.</summary>
public sealed class FuzzedApp : CrmApp
{
    private string? _count;

    public FuzzedApp(PostgresServer server) : base(server) => UseKestrel(0);

    /// <summary>The fuzzer over this app and its database.</summary>
    public async Task<FuzzReport> Fuzz(FuzzOptions options)
    {
        using var own = CreateClient();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = own.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };   // making the document takes long on a busy machine
        var expired = Issue(new Tokens(PostgresServer.Secrets, new RealTime(new Yesterday()), new()));
        await using var owner = NpgsqlDataSource.Create(AsOwner);
        var target = new Target(http, () => SignedIn(owner))
        {
            DeadTokens = [expired],
            CountRows = Rows,
            KnownValues = new Dictionary<string, string> { ["password"] = Staff.Password, ["currentPassword"] = Staff.Password, ["newPassword"] = Staff.Password, ["refreshToken"] = await RefreshToken() },
        };
        return await new Fuzzer(JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!, target, options).Run();
    }

    // That of another user: a token that comes twice ends its session.
    private async Task<string> RefreshToken() => (string)(await Given.Session(await Given.User()))["refreshToken"]!;

    // The fuzzer ends sessions, its own too: it goes on with it all the same.
    private string SignedIn(NpgsqlDataSource owner)
    {
        using var command = owner.CreateCommand("UPDATE sessions SET ended_at = NULL WHERE user_id = $1 AND ended_at IS NOT NULL");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Member(Duty.Administrator).Id.Value });
        command.ExecuteNonQuery();
        return Token();
    }

    private async Task<IReadOnlyDictionary<string, long>> Rows()
    {
        var rows = new Dictionary<string, long>();
        await Db(async db =>
        {
            _count ??= string.Join(" UNION ALL ", db.Model.GetEntityTypes().Select(t => t.GetTableName()).OfType<string>().Distinct().Where(t => t != "sign_in_counts").Order().Select(t => $"SELECT '{t}', count(*) FROM {t}"));
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = _count;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) rows[reader.GetString(0)] = reader.GetInt64(1);
        });
        return rows;
    }

    private sealed class Yesterday : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(-1);
    }
}
