using System.Reflection;
using System.Xml.Linq;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>Which projects, packages and assemblies a project may know.</summary>
internal static class References
{
    /// <summary>References that a project file names but may not. Projects are named by folder.</summary>
    public static IEnumerable<Finding> CheckProject(XDocument project, string where, string[] allowedProjects, string[] allowedPackages)
    {
        foreach (var include in Includes("ProjectReference"))
        {
            var folder = include.Split('/', '\\')[^2];
            if (!allowedProjects.Contains(folder))
                yield return new Finding(where, $"references the project {folder}");
        }

        foreach (var package in Includes("PackageReference").Where(package => !allowedPackages.Contains(package)))
            yield return new Finding(where, $"references the package {package}");

        IEnumerable<string> Includes(string element) => project.Descendants(element).Select(one => (string)one.Attribute("Include")!);
    }

    /// <summary>Assemblies that a compiled project uses but may not. What belongs to the framework is checked by type, not here.</summary>
    public static IEnumerable<Finding> CheckAssembly(Assembly assembly, params string[] allowed) =>
        from reference in assembly.GetReferencedAssemblies()
        let name = reference.Name!
        where !allowed.Contains(name) && !IsFramework(name)
        select new Finding(assembly.GetName().Name!, $"uses the assembly {name}");

    private static bool IsFramework(string name)
    {
        var frameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return File.Exists(Path.Combine(frameworkFolder, name + ".dll"));
    }
}
