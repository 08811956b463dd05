using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence;

/// <summary>Remembers that something which happens once in a database's life has happened.</summary>
internal sealed class Marker
{
    private Marker() { }

    public Marker(string name, DateTimeOffset at) => (Name, At) = (name, at);

    public string Name { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
}

internal sealed class MarkerMapping : IEntityTypeConfiguration<Marker>
{
    public void Configure(EntityTypeBuilder<Marker> b)
    {
        b.ToTable("markers");
        b.HasKey(m => m.Name);
        b.Property(m => m.Name).HasMaxLength(100);
    }
}
