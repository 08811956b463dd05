using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence;

/// <summary>The next number that nobody has taken, for each series and year.</summary>
internal sealed class NumberBlock
{
    public string Series { get; private set; } = "";
    public int Year { get; private set; }
    public long Next { get; private set; }
}

internal sealed class NumberBlockMapping : IEntityTypeConfiguration<NumberBlock>
{
    public void Configure(EntityTypeBuilder<NumberBlock> b)
    {
        b.ToTable("number_blocks");
        b.HasKey(n => new { n.Series, n.Year });
        b.Property(n => n.Series).HasMaxLength(40);
    }
}
