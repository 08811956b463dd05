using Crm.Infrastructure.Postgres;
using Xunit;

namespace Crm.Tests.Postgres;

public sealed class StateFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("crm-state-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void The_setting_wins() =>
        Assert.Equal(Path.GetFullPath("elsewhere"), StateFolder.Resolve("elsewhere", _root.FullName));

    [Fact]
    public void Without_a_setting_it_is_under_the_repository_that_holds_the_app()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "Crm.sln"), "");
        var project = _root.CreateSubdirectory("src/Crm.Api").FullName;

        Assert.Equal(Path.Combine(_root.FullName, ".crm"), StateFolder.Resolve(null, Path.GetTempPath(), project));
    }

    [Fact]
    public void Outside_a_repository_it_is_under_the_current_directory() =>
        Assert.Equal(Path.GetFullPath(".crm"), StateFolder.Resolve(" ", _root.FullName));
}
