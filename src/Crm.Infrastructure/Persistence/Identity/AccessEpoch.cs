using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Identity;

/// <summary>Counts the changes of what users may do, and of what else is remembered (<see cref="Domain.Common.IRemembered"/>). Triggers of the tables that decide it count on, so that no way of changing them is forgotten: while the number stands, what is remembered holds.</summary>
internal sealed class AccessEpoch
{
    public const int OnlyId = 1;

    private AccessEpoch() { }

    public int Id { get; private set; } = OnlyId;
    public long Number { get; private set; }
}

internal sealed class AccessEpochMapping : IEntityTypeConfiguration<AccessEpoch>
{
    public void Configure(EntityTypeBuilder<AccessEpoch> b)
    {
        b.ToTable("access_epochs", t => t.HasCheckConstraint("ck_access_epochs_only_one", $"id = {AccessEpoch.OnlyId}"));
        b.HasData(new { Id = AccessEpoch.OnlyId, Number = 0L });
    }
}
