using System.Xml.Linq;
using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

/// <summary>Hardware &lt;- Messages &lt;- Actors &lt;- Simulation &lt;- Cli, and Checker aside: it must be a second opinion.</summary>
public sealed class LayeringTests
{
    private static readonly string[] Runtimes = ["ActorIommu.Runtime", "Akka"];

    [Theory]
    [InlineData("Hardware", "", "")]
    [InlineData("Messages", "Hardware", "")]
    [InlineData("Actors", "Messages,Hardware", "")]
    [InlineData("Runtime", "", "")]
    [InlineData("Checker", "Messages,Hardware", "")]
    [InlineData("Simulation", "Actors,Messages,Hardware", "YamlDotNet")]
    [InlineData("Cli", "Simulation,Checker,Actors,Messages,Hardware", "System.CommandLine,Spectre.Console")]
    public void A_project_references_only_what_it_may(string folder, string projects, string packages) =>
        Check.Clean(References.CheckProject(XDocument.Load(Libraries.ProjectOf(folder)), folder, projects.Split(','), packages.Split(',')));

    [Fact]
    public void Control_a_project_that_references_too_much()
    {
        var project = XDocument.Parse(
            """
            <Project><ItemGroup>
              <ProjectReference Include="../Checker/ActorIommu.Checker.csproj" /><PackageReference Include="Newtonsoft.Json" />
            </ItemGroup></Project>
            """);

        var findings = References.CheckProject(project, "Simulation", ["Actors"], ["YamlDotNet"]).ToList();

        Check.Finds("the project Checker", findings);
        Check.Finds("the package Newtonsoft.Json", findings);
    }

    [Fact]
    public void Compiled_code_uses_only_the_assemblies_below_it()
    {
        Check.Clean(References.CheckAssembly(Libraries.Hardware));
        Check.Clean(References.CheckAssembly(Libraries.Messages, "ActorIommu.Hardware"));
        Check.Clean(References.CheckAssembly(Libraries.Checker, "ActorIommu.Hardware", "ActorIommu.Messages"));
        Check.Clean(References.CheckAssembly(Libraries.Actors, ["ActorIommu.Hardware", "ActorIommu.Messages", .. Runtimes]));
        Check.Clean(References.CheckAssembly(
            Libraries.Simulation, ["ActorIommu.Hardware", "ActorIommu.Messages", "ActorIommu.Actors", "YamlDotNet", .. Runtimes]));
    }

    [Fact]
    public void Control_an_assembly_above() => Check.Finds("ActorIommu.Simulation", References.CheckAssembly(Libraries.Cli));

    [Fact]
    public void The_checker_knows_the_specification_and_no_implementation() =>
        Check.Clean(Namespaces.Check(
            Libraries.Checker.GetTypes(), "ActorIommu", "ActorIommu.Checker", "ActorIommu.Messages", "ActorIommu.Hardware.Spec"));

    [Fact]
    public void Control_a_checker_that_asks_the_emulator() => Check.Finds(
        "ActorIommu.Architecture.Tests.Planted.Elsewhere",
        Namespaces.Check([typeof(Planted.Looker)], "ActorIommu", "ActorIommu.Messages", "ActorIommu.Hardware.Spec"));
}
