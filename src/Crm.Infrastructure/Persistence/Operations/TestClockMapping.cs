using Crm.Domain.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Operations;

internal sealed class TestClockMapping : IEntityTypeConfiguration<TestClock>
{
    public void Configure(EntityTypeBuilder<TestClock> b) => b.ToTable(t => t.HasCheckConstraint("ck_test_clocks_one", $"id = '{TestClock.TheOne}'"));   // its row comes with the table
}
