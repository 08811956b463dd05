namespace Crm.Tests;

/// <summary>Builds the stories that tests begin with, over HTTP like everybody else. Each area adds its part.</summary>
public sealed partial class Given(CrmApp app, Api api)
{
    private static int _count;

    private CrmApp App => app;

    public static string Unique(string text) => $"{text} {Interlocked.Increment(ref _count)}";
}
