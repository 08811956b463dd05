using System.Collections.Concurrent;
using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Infrastructure.Identity;

/// <summary>What a user may do, and the epoch in which that was found.</summary>
public sealed record FoundAccess(CallerAccess May, long Epoch);

/// <summary>Reads what a user may do. It is looked up with each request, or remembered and proven with the request's first query (<see cref="AccessProof"/>): a role that is taken away, or a user who is deactivated, is so at once.</summary>
public sealed class AccessReader(NpgsqlDataSource source)
{
    private const int KnownRolesMax = 1000;
    private const int KnownCallersMax = 10_000;

    private const string Sql = """
        SELECT ARRAY(SELECT r.id::text || ':' || r.version FROM user_roles h JOIN roles r ON r.id = h.role_id WHERE h.user_id = u.id ORDER BY r.id),
               ARRAY(SELECT m.team_id FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.user_id = u.id AND t.archived_at IS NULL),
               ARRAY(SELECT DISTINCT o.user_id FROM team_members m JOIN teams t ON t.id = m.team_id JOIN team_members o ON o.team_id = m.team_id
                     WHERE m.user_id = u.id AND t.archived_at IS NULL),
               (SELECT number FROM access_epochs)
        FROM users u
        WHERE u.id = $1 AND u.is_active
          AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM sessions s WHERE s.id = $2 AND s.user_id = u.id AND s.ended_at IS NULL))
        """;

    // A role of a version never changes, so what was read once holds.
    private readonly ConcurrentDictionary<string, RoleGrant> _roles = new(StringComparer.Ordinal);

    // What was found last, by user and session, and in which epoch; it counts only with proof.
    private readonly ConcurrentDictionary<(Id<User>, Id<Session>?), FoundAccess> _callers = [];

    /// <summary>What the user may do; null when there is no such user, or none any more.</summary>
    /// <param name="session">When given, the session has to be one of the user's that is not over.</param>
    public async Task<FoundAccess?> Of(Id<User> id, Id<Session>? session, CancellationToken ct)
    {
        while (true)
        {
            if (await Found(id, session, ct) is not { } found)
            {
                _callers.TryRemove((id, session), out _);
                return null;
            }
            // A role that is being changed at this moment may be gone in the version that was found; then everything is looked up anew.
            if (await Grants(found.Roles, ct) is not { } grants) continue;
            if (_callers.Count >= KnownCallersMax) _callers.Clear();
            return _callers[(id, session)] = new(Access(id, found, grants), found.Epoch);
        }
    }

    /// <summary>What the user could do when it was looked up last, and the proof that is owed for it; null when nothing is remembered.</summary>
    public (FoundAccess Access, AccessProof Proof)? Recall(Id<User> id, Id<Session>? session) => _callers.TryGetValue((id, session), out var known) ? (known, new(id, session, known.Epoch)) : null;

    private static CallerAccess Access(Id<User> id, Memberships found, IReadOnlyList<RoleGrant> grants) =>
        new()
        {
            Permissions = grants.Aggregate(Permissions.None, (sum, g) => sum.Plus(g.Permissions)),
            Self = [id],
            Teammates = [.. found.Mates.Select(m => new Id<User>(m)).Append(id).Distinct()],
            Teams = [.. found.Teams.Select(t => new Id<Team>(t))],
            Fields = FieldRights.Of([.. grants.Select(g => (g.Permissions, g.FieldRules))]),
        };

    private async Task<Memberships?> Found(Id<User> id, Id<Session>? session, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = session is { } s ? s.Value : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new(row.GetFieldValue<string[]>(0), row.GetFieldValue<Guid[]>(1), row.GetFieldValue<Guid[]>(2), row.GetInt64(3)) : null;
    }

    private async Task<IReadOnlyList<RoleGrant>?> Grants(string[] roles, CancellationToken ct)
    {
        if (!Array.TrueForAll(roles, _roles.ContainsKey)) await Read(roles, ct);
        List<RoleGrant> known = [.. roles.Select(r => _roles.GetValueOrDefault(r)).OfType<RoleGrant>()];
        return known.Count == roles.Length ? known : null;
    }

    private async Task Read(string[] roles, CancellationToken ct)
    {
        if (_roles.Count > KnownRolesMax) _roles.Clear();
        await using var command = source.CreateCommand("SELECT r.id::text || ':' || r.version, r.permissions, r.field_rules FROM roles r WHERE r.id = ANY ($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. roles.Select(r => Guid.Parse(r[..r.IndexOf(':', StringComparison.Ordinal)]))] });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            _roles[row.GetString(0)] = new(JsonSerializer.Deserialize<Permissions>(row.GetString(1), CrmJson.Options)!, JsonSerializer.Deserialize<List<FieldRule>>(row.GetString(2), CrmJson.Options)!);
    }

    private sealed record Memberships(string[] Roles, Guid[] Teams, Guid[] Mates, long Epoch);

    private sealed record RoleGrant(Permissions Permissions, IReadOnlyList<FieldRule> FieldRules);
}
