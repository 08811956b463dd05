using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence;

/// <summary>A work that one instance does at a time, by locking its row until the transaction ends. A row and no advisory lock: those are not in every database that speaks PostgreSQL's language.</summary>
internal sealed class Turn
{
    public const string Rights = "rights";
    public const string Filling = "filling";
    public const string Sealing = "sealing";
    public const string Pairs = "pairs";

    internal static readonly string[] All = [Rights, Filling, Sealing, Pairs];

    private Turn() { }

    public string Name { get; private set; } = "";
}

internal sealed class TurnMapping : IEntityTypeConfiguration<Turn>
{
    public void Configure(EntityTypeBuilder<Turn> b)
    {
        b.ToTable("turns");
        b.HasKey(t => t.Name);
        b.Property(t => t.Name).HasMaxLength(40);
        b.HasData(Turn.All.Select(name => new { Name = name }));
    }
}

internal static class Turns
{
    /// <summary>Waits until nobody else is at the work.</summary>
    public static Task TakeTurnAsync(this CrmDb db, string turn, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"SELECT name FROM turns WHERE name = {turn} FOR NO KEY UPDATE", ct);

    /// <summary>Whether nobody else is at the work; then nobody is until the transaction ends.</summary>
    public static async Task<bool> TryTakeTurnAsync(this CrmDb db, string turn, CancellationToken ct) =>
        await db.Database.SqlQuery<string>($"SELECT name AS \"Value\" FROM turns WHERE name = {turn} FOR NO KEY UPDATE SKIP LOCKED").ToListAsync(ct) is [_];
}
