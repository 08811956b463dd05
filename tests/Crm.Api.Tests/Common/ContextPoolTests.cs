using Crm.Application.Common;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Tests.Common;

/// <summary>Contexts are pooled: one that came back is given to another request, and to one only.</summary>
public sealed class ContextPoolTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Whoever_had_a_context_before_has_no_hand_in_it_any_more()
    {
        CrmDb former;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            former = scope.ServiceProvider.GetRequiredService<CrmDb>();
            Assert.Same(former, scope.ServiceProvider.GetRequiredService<ICrmDb>());
        }
        List<AsyncServiceScope> scopes = [];
        try
        {
            CrmDb present;
            do present = Next(scopes);
            while (present != former && scopes.Count < 2000);
            Assert.Same(former, present);   // it was pooled, and is another one's now

            await former.DisposeAsync();   // as a scope does once for each name under which it handed it out

            Assert.True(await present.Users.AnyAsync(TestContext.Current.CancellationToken));
            Assert.NotSame(present, Next(scopes));
        }
        finally
        {
            foreach (var scope in scopes) await scope.DisposeAsync();
        }
    }

    private CrmDb Next(List<AsyncServiceScope> scopes)
    {
        var scope = app.Services.CreateAsyncScope();
        scopes.Add(scope);
        return scope.ServiceProvider.GetRequiredService<CrmDb>();
    }
}
