using System.Reflection;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>The projects under rule.</summary>
internal static class Libraries
{
    public static Assembly Hardware => Load("ActorIommu.Hardware");

    public static Assembly Messages => Load("ActorIommu.Messages");

    public static Assembly Actors => Load("ActorIommu.Actors");

    public static Assembly Checker => Load("ActorIommu.Checker");

    public static Assembly Simulation => Load("ActorIommu.Simulation");

    public static Assembly Cli => Load("actoriommu");

    public static string ProjectOf(string folder) => Directory.GetFiles(Repository.PathOf(folder), "*.csproj").Single();

    private static Assembly Load(string name) => Assembly.Load(name);
}
