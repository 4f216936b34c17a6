//! Inlines parts into the templates that name them, once, at the start.
//!
//! handlebars copies all values for each part that it renders, and again for parts in parts. Nearly all of a letter is
//! in parts, so rendering took twice as long. An inlined template has the part's template in place, inside a block that
//! only renders it. Faults still name the part's file. Parts with values of their own (`{{> star score=5}}`) stay as
//! they are.

use std::collections::HashMap;

use handlebars::template::{DecoratorTemplate, HelperTemplate, TemplateElement};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, Renderable, Template, TemplateError,
};

/// Parts nested deeper than this name each other in a ring.
const MAX_DEPTH: usize = 8;

/// The block around an inlined part; no template can name it.
pub(super) const BLOCK: &str = "inlined";

/// Parts by name.
pub(super) type Parts = HashMap<String, Template>;

/// Inlines the parts of one registry.
pub(super) struct Inliner<'a> {
    parts: &'a Parts,
    block: HelperTemplate,
}

impl<'a> Inliner<'a> {
    pub(super) fn new(parts: &'a Parts) -> Result<Self, TemplateError> {
        let sample = Template::compile(&format!("{{{{#{BLOCK}}}}}{{{{/{BLOCK}}}}}"))?;
        let block = sample.elements.into_iter().find_map(|element| match element {
            TemplateElement::HelperBlock(block) => Some(*block),
            _ => None,
        });
        let no_block = || TemplateError::of(handlebars::TemplateErrorReason::InvalidSyntax(BLOCK.to_owned()));
        Ok(Self { parts, block: block.ok_or_else(no_block)? })
    }

    /// The template with its parts in place, or the name of a part in a ring.
    pub(super) fn inline_partials(&self, template: &Template) -> Result<Template, String> {
        self.inlined(template, None, 0)
    }

    /// `body` is the inlined text between `{{#> frame}}` and `{{/frame}}`.
    fn inlined(&self, template: &Template, body: Option<&Template>, depth: usize) -> Result<Template, String> {
        let mut inlined = template.clone();
        for element in &mut inlined.elements {
            let replaced = match element {
                TemplateElement::PartialExpression(part) | TemplateElement::PartialBlock(part) => {
                    self.in_place_of(part, template.name.as_ref(), body, depth)?
                }
                TemplateElement::HelperBlock(block) => {
                    for inner in [&mut block.template, &mut block.inverse].into_iter().flatten() {
                        // A fault in the body of a frame isn't the frame's.
                        inner.name.clone_from(&template.name);
                        *inner = self.inlined(inner, body, depth)?;
                    }
                    None
                }
                _ => None,
            };
            if let Some(replaced) = replaced {
                *element = replaced;
            }
        }
        Ok(inlined)
    }

    fn in_place_of(
        &self,
        part: &DecoratorTemplate,
        place: Option<&String>,
        body: Option<&Template>,
        depth: usize,
    ) -> Result<Option<TemplateElement>, String> {
        let name = part.name.as_name().unwrap_or_default();
        if !part.params.is_empty() || !part.hash.is_empty() {
            return Ok(None);
        }
        if name == "@partial-block" {
            return Ok(body.map(|body| self.block_around(body.clone())));
        }
        let Some(template) = self.parts.get(name) else { return Ok(None) };
        if depth == MAX_DEPTH {
            return Err(name.to_owned());
        }
        let inside = match &part.template {
            Some(inside) => {
                let mut inside = inside.clone();
                inside.name = place.cloned();
                Some(self.inlined(&inside, body, depth + 1)?)
            }
            None => None,
        };
        self.inlined(template, inside.as_ref(), depth + 1).map(|template| Some(self.block_around(template)))
    }

    fn block_around(&self, template: Template) -> TemplateElement {
        let mut block = self.block.clone();
        block.template = Some(template);
        TemplateElement::HelperBlock(Box::new(block))
    }
}

/// Renders the inlined text, under its own name.
pub(super) struct Inlined;

impl HelperDef for Inlined {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let outside = rc.get_current_template_name();
        let rendered = h.template().map_or(Ok(()), |template| template.render(registry, context, rc, out));
        rc.set_current_template_name(outside);
        rendered
    }
}
