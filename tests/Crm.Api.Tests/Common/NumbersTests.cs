using Crm.Application.Common;
using Crm.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Common;

public sealed class NumbersTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Ten_thousand_numbers_drawn_in_parallel_by_two_instances_are_all_different()
    {
        var database = app.Services.GetRequiredService<IConfiguration>()["ConnectionStrings:Crm"]!;
        await using var other = new ServiceCollection().AddInfrastructure(database, PostgresServer.Secrets).BuildServiceProvider();
        INumbers[] instances = [app.Services.GetRequiredService<INumbers>(), other.GetRequiredService<INumbers>()];

        var drawn = await Task.WhenAll(Enumerable.Range(0, 64).Select(task => Task.Run(async () =>
        {
            List<string> mine = [];
            for (var i = 0; i < 157; i++) mine.Add(await instances[task % 2].Next(NumberSeries.Order, 2031, default));
            return mine;
        })));

        var numbers = drawn.SelectMany(n => n).ToList();
        Assert.True(numbers.Count > 10_000);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.All(numbers, n => Assert.Matches(@"^O-2031-\d{6}$", n));
    }

    [Fact]
    public async Task A_year_and_a_series_count_for_themselves()
    {
        var numbers = app.Services.GetRequiredService<INumbers>();

        Assert.Equal("O-2032-000001", await numbers.Next(NumberSeries.Order, 2032, TestContext.Current.CancellationToken));
        Assert.Equal("R-2032-000001", await numbers.Next(NumberSeries.Return, 2032, TestContext.Current.CancellationToken));
        Assert.Equal("O-2033-000001", await numbers.Next(NumberSeries.Order, 2033, TestContext.Current.CancellationToken));
        Assert.Equal("O-2032-000002", await numbers.Next(NumberSeries.Order, 2032, TestContext.Current.CancellationToken));
    }
}
